// Provider and guard of one OpenCode process that lives through the soak's day, the ledger and the log they write, and
// the upstream they ask.
import type { Event } from "@opencode-ai/sdk"
import type { Guard } from "../../plugin/guard-tool.ts"
import { guardTool } from "../../plugin/guard-tool.ts"
import { SessionTree } from "../../plugin/session-tree.ts"
import { fakeClient } from "../plugin/sample-opencode.ts"
import { KEY, type Stage, stage } from "../provider/stage.ts"
import { type FastClock, wearClock } from "./fast-clock.ts"
import { type SoakUpstream, startUpstream } from "./soak-upstream.ts"

/** What subagents may spend in a UTC day: so little that the day goes on without them. */
export const EXPLORE_DAILY_USD = 0.1

/** Of all files of the request log. */
export const LOG_MEGABYTES = 1

export interface SoakStage {
  clock: FastClock
  upstream: SoakUpstream
  it: Stage
  guard: Guard
  sessions: SessionTree
  /** How often the person was told a sentence, numbers taken out of it. */
  told: Map<string, number>
  close: () => Promise<void>
}

export async function soakStage(clock: FastClock): Promise<SoakStage> {
  const undress = wearClock(clock)
  const upstream = await startUpstream({ clock: clock.given, keys: [KEY] })
  const it = await stage({
    url: upstream.url,
    config: {
      budgets: { daily: 5_000, agents: { explore: { daily: EXPLORE_DAILY_USD } }, onLimit: "stop" },
      logging: { maxMegabytes: LOG_MEGABYTES, files: 4 },
    },
  })
  const told = new Map<string, number>()
  it.instance.tell = ({ text }) => {
    const sentence = text.replace(/\d[\d.,:]*/g, "N")
    told.set(sentence, (told.get(sentence) ?? 0) + 1)
  }
  const sessions = new SessionTree(fakeClient().client)
  const guard = guardTool({
    instance: it.instance,
    sessions,
    directory: it.instance.project,
    serverUrl: new URL("http://127.0.0.1:4096"),
  })
  const close = async () => {
    await upstream.stop()
    undress()
  }
  return { clock, upstream, it, guard, sessions, told, close }
}

/** As OpenCode says it. */
export function beginSession(sessions: SessionTree, id: string): void {
  sessions.note({ type: "session.created", properties: { info: { id } } } as Event)
}
