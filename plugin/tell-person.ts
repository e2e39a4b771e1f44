// Says a sentence to the person and never to the model: on stderr of `opencode run`, else as a toast. Each once, unless it is of each time.
import type { PluginInput } from "@opencode-ai/plugin"
import type { Instance } from "../config/index.ts"
import { redact, withoutCommands } from "../ledger/index.ts"
import { isRun } from "./is-run.ts"

export function tellPerson(client: PluginInput["client"]): Instance["tell"] {
  const said = new Set<string>()
  return ({ level, text: sentence, each, seconds = 10 }) => {
    const text = redact(sentence)
    if (said.has(text) && !each) return
    said.add(text)
    if (isRun(process.argv)) return console.error(withoutCommands(text))
    // Not awaited: a toast must not hold up a call, and OpenCode may not be ready for it yet.
    client.tui
      .showToast({ body: { title: "Ralex", message: text, variant: level, duration: seconds * 1_000 } })
      .catch(() => {})
  }
}
