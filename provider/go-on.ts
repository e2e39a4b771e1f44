// An answer that broke off, gone on with by OpenCode's next call, which reads what there is of it.
import { isHousekeeping } from "./decide.ts"
import type { Failure } from "./failure.ts"
import { passes } from "./next-step.ts"
import { sessionMemory } from "./session-memory.ts"
import type { Caller } from "./shake-hands.ts"

const IN_A_ROW = 2
const cuts = sessionMemory<number>()

/** Counts it, and tells the person. */
export function goesOn(caller: Caller, modelId: string, { kind }: Failure): boolean {
  const { instance, session, agent } = caller
  if (!instance.loaded.config.calls.goOn || !passes(kind) || isHousekeeping(agent)) return false
  const sessions = cuts(instance)
  const count = (sessions.get(session) ?? 0) + 1
  if (count > IN_A_ROW) {
    sessions.delete(session)
    return false
  }
  sessions.set(session, count)
  const text = `Ralex: ${modelId} broke off in the middle of its answer; the next call goes on with it.`
  instance.tell({ level: "info", text, each: true })
  return true
}

/** An answer came to its end. */
export function noteWhole({ instance, session }: Caller): void {
  cuts(instance).delete(session)
}
