// Since when the work of each session was not looked at, by the clock that files are stamped with: since the newest turn
// began, or an earlier one that a person broke off or spoke into.
import { sessionMemory } from "./session-memory.ts"
import type { Caller } from "./shake-hands.ts"

type Place = Pick<Caller, "instance" | "session" | "turn">
type SessionOf = Omit<Place, "turn">

interface Since {
  turn: string
  at: number
  /** It began with an earlier turn. */
  carried: boolean
  judged: boolean
  /** A model called a tool that can change something. */
  worked: boolean
}

const starts = sessionMemory<Since>()

/** Called for each call; the first one of a turn counts. */
export function noteTurn({ instance, session, turn }: Place): void {
  const sessions = starts(instance)
  const before = sessions.get(session)
  if (before?.turn === turn) return
  const carried = before?.worked === true && !before.judged
  const at = carried ? before.at : Date.now()
  sessions.set(session, { turn, at, carried, judged: false, worked: carried })
}

/** @returns undefined where nobody saw the turn begin. */
export function unjudgedSince({ instance, session }: SessionOf): Since | undefined {
  return starts(instance).get(session)
}

/** The turn came to its end, and its work was looked at. */
export function noteJudged(place: SessionOf): void {
  const since = unjudgedSince(place)
  if (since) since.judged = true
}

/** What was found was not the end of it: the check did not run, or a stronger model goes on. */
export function noteUnjudged(place: SessionOf): void {
  const since = unjudgedSince(place)
  if (since) since.judged = false
}

/** Kept apart from the prompt, which a compaction shortens in the middle of the work. */
export function noteWorked(place: SessionOf): void {
  const since = unjudgedSince(place)
  if (since) since.worked = true
}
