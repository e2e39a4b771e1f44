// Says a sentence to the person and never to the model: on stderr of `opencode run`, else as a toast. Each once, unless it is of each time.
import type { PluginInput } from "@opencode-ai/plugin"
import { LRUCache } from "lru-cache"
import type { Instance } from "../config/index.ts"
import { redact, withoutCommands } from "../ledger/index.ts"
import { isRun } from "./is-run.ts"

/** What was not said for so long that this many others came since may be said again. */
const MOST_SENTENCES = 1_000

export function tellPerson(client: PluginInput["client"]): Instance["tell"] {
  const said = new LRUCache<string, true>({ max: MOST_SENTENCES })
  return ({ level, text: sentence, each, seconds = 10 }) => {
    const text = redact(sentence)
    if (said.get(text) && !each) return
    said.set(text, true)
    if (isRun(process.argv)) return console.error(withoutCommands(text))
    // Not awaited: a toast must not hold up a call, and OpenCode may not be ready for it yet.
    client.tui
      .showToast({ body: { title: "Ralex", message: text, variant: level, duration: seconds * 1_000 } })
      .catch(() => {})
  }
}
