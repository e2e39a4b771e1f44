// What the ledger knows of a session that another process began: how hard its last ask was.
import type { Call, Ledger } from "../ledger/index.ts"
import { isUnknown, proved, recallAsk } from "./conversation.ts"
import { sessionMemory } from "./session-memory.ts"
import type { Caller } from "./shake-hands.ts"

export interface ConversationRequest {
  ledger: Pick<Ledger, "calls">
  caller: Caller
  /** The person's ask before the newest one, if there is one. */
  earlierAsk: string | undefined
}

/** Once a session. What can not be read is not known: an ask is then read by itself. */
export async function recallConversation(request: ConversationRequest): Promise<void> {
  const { ledger, caller, earlierAsk } = request
  if (earlierAsk === undefined || !isUnknown(caller) || !isFirstTime(caller)) return
  const calls = await ledger.calls({ session: caller.session }).catch(() => [])
  const before = calls.filter(
    ({ turn, class: found, outcome }) => turn !== caller.turn && found !== null && outcome === "ok",
  )
  const last = before.reduce<Call | undefined>((newest, call) => later(newest, call), undefined)
  if (!last?.class) return
  const raised = before.filter(({ turn, cause }) => turn === last.turn && cause === "raised")
  const { tier } = raised.reduce(later, last)
  const cause = raised.length > 0 ? "raised" : "classified"
  recallAsk(caller, { turn: last.turn, ask: earlierAsk, class: proved({ cause, tier }, last.class) })
}

/** A session of models chosen by hand stays unknown, and is not looked up for each call. */
function isFirstTime({ instance, session }: Caller): boolean {
  const sessions = lookedUp(instance)
  if (sessions.has(session)) return false
  sessions.set(session, true)
  return true
}

const lookedUp = sessionMemory<true>()

function later(one: Call | undefined, other: Call): Call {
  return one && one.startedAt >= other.startedAt ? one : other
}
