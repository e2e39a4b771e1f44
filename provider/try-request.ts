// What a try of one candidate is given, wherever it is asked.
import type { AttemptDeps } from "./attempt.ts"
import type { Caller } from "./shake-hands.ts"
import type { TimeLimits } from "./time-limits.ts"
import type { MaxPrice } from "./upstream-model.ts"

export interface TryRequest {
  caller: Caller
  /** OpenRouter's; none where only endpoints of the person's own can be asked. */
  apiKey: string | undefined
  /** OpenRouter does not take that key: another may be in its place by now. */
  renewKey: (refused: string) => Promise<void>
  maxOutputTokens: number
  /** The turn's last tool call that another model made; see foreign-turns.ts. */
  foreignUntil: string | undefined
  noteGeneration: AttemptDeps["noteGeneration"]
  noteLate: AttemptDeps["noteLate"]
  /** No dearer endpoint of the model than the hold was counted for; undefined where no budget is set. */
  maxPrice: MaxPrice | undefined
  /** Other models that may answer as well. */
  spares: string[]
  /** Not to be asked, since they failed just now. */
  ignoredProviders: string[]
  limits: TimeLimits
  /** When the whole call has taken too long, in epoch milliseconds. */
  endsAt: number
  deps: { fetch: typeof globalThis.fetch | undefined; now: () => number }
}
