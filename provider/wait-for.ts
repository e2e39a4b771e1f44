// A pause before a model is asked again: the person reads of a long one, and may leave.
import type { Instance } from "../config/index.ts"

export interface Wait {
  model: { id: string }
  tell: Instance["tell"]
  signal: AbortSignal | undefined
}

/** Shorter pauses are not worth a sentence. */
const TOLD_FROM_MS = 2_000

/** Ends early, and without an error, when the caller leaves. */
export function waitFor(ms: number, { model, tell, signal }: Wait): Promise<void> {
  if (signal?.aborted) return Promise.resolve()
  if (ms >= TOLD_FROM_MS)
    tell({ level: "info", text: `Ralex waits ${Math.ceil(ms / 1000)} s, then asks ${model.id} again.` })
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener("abort", end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener("abort", end, { once: true })
  })
}
