// An answer that broke off, gone on with by OpenCode's next call, which reads what there is of it.
import { isHousekeeping } from "./decide.ts"
import type { Failure, FailureKind } from "./failure.ts"
import type { Caller } from "./shake-hands.ts"

/** What passes, or another model does not meet. */
const PASSES = new Set<FailureKind>([
  "rate-limited",
  "overloaded",
  "unreachable",
  "unavailable",
  "timeout",
  "cut-off",
  "malformed",
])

const IN_A_ROW = 2
const SESSIONS_AT_MOST = 500

const cuts = new WeakMap<Caller["instance"], Map<string, number>>()

/** Counts it, and tells the person. */
export function goesOn(caller: Caller, modelId: string, { kind }: Failure): boolean {
  const { instance, session, agent } = caller
  if (!instance.loaded.config.calls.goOn || !PASSES.has(kind) || isHousekeeping(agent)) return false
  const sessions = cuts.get(instance) ?? new Map<string, number>()
  cuts.set(instance, sessions)
  const count = (sessions.get(session) ?? 0) + 1
  if (count > IN_A_ROW) {
    sessions.delete(session)
    return false
  }
  if (sessions.size >= SESSIONS_AT_MOST) sessions.clear()
  sessions.set(session, count)
  const text = `Ralex: ${modelId} broke off in the middle of its answer; the next call goes on with it.`
  instance.tell({ level: "info", text, each: true })
  return true
}

/** An answer came to its end. */
export function noteWhole({ instance, session }: Caller): void {
  cuts.get(instance)?.delete(session)
}
