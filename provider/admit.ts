// A call's place in the line of all calls of this process, as the person configured it.
import { Admission } from "./admission.ts"
import type { Slot } from "./call-with-fallback.ts"
import type { Candidate } from "./decide.ts"
import type { Turn } from "./read-turn.ts"
import type { Caller } from "./shake-hands.ts"
import { timeLimitsOf } from "./time-limits.ts"

export interface Admitted {
  caller: Caller
  keyId: string
  turn: Turn
  signal: AbortSignal | undefined
  /** There is no place where it had to wait for one. */
  atOnce: "at-once" | undefined
}

const admission = new Admission()

/** Of English and code, about. */
const BYTES_PER_TOKEN = 4

/** Models that would have to wait for their rate, as if they rested; others are asked first. */
export function busyModels(
  candidates: readonly Candidate[],
  { caller, keyId }: Pick<Admitted, "caller" | "keyId">,
): string[] {
  const { calls } = caller.instance.loaded.config
  const ids = candidates.map(({ model }) => model.id)
  return ids.filter((modelId) => admission.isBusy({ modelId, keyId }, calls))
}

export async function admit(
  { model, tier }: Candidate,
  { caller, keyId, turn, signal, atOnce }: Admitted,
): Promise<Slot | undefined> {
  const { instance, session } = caller
  const { calls } = instance.loaded.config
  const asked = { modelId: model.id, keyId }
  if (atOnce && admission.isBusy(asked, calls)) return undefined
  const waiting = (why: string) =>
    instance.tell({ level: "info", text: `Ralex waits for its turn at ${model.id} (${why}).` })
  const tokens = Math.ceil(turn.promptBytes / BYTES_PER_TOKEN)
  const mostMs = timeLimitsOf(calls, tier).totalMs
  return admission.admit({ ...asked, session, tokens, signal, waiting, mostMs }, calls)
}
