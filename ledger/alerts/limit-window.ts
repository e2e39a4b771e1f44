// Which window a limit is in now, as a word for keys: the start of a calendar window, or the id of what it is counted for.
import type { Limit, Where } from "../ledger.ts"
import { isWindowScope, windowOf } from "../windows.ts"

/** Whose turn, session and run it is. */
export type AlertPlace = Pick<Where, "at" | "rootSession" | "turn" | "run">

/** @returns undefined for the limit of one call, which has no window. */
export function limitWindow({ scope }: Pick<Limit, "scope">, place: AlertPlace): string | undefined {
  if (isWindowScope(scope)) return windowOf(scope, place.at).start.toISOString().slice(0, 10)
  const ids: Record<string, string> = { session: place.rootSession, turn: place.turn, run: place.run }
  return ids[scope]
}
