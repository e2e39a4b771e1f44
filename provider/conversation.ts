// What each session's earlier asks were, so that short follow-ups and complaints are read in their context.
import { CLASSES, type TaskClass, type Tier } from "../config/index.ts"
import type { AskContext } from "./classify.ts"
import type { Decision } from "./decide.ts"
import { sessionMemory } from "./session-memory.ts"
import type { Caller } from "./shake-hands.ts"

interface Said {
  /** The person's message. */
  turn: string
  ask: string
  class: TaskClass
  /** As it was when that message came: all calls of its turn are classified alike. */
  context: AskContext
}

/** More of an ask is not needed to see whether it comes again. */
const ASK_KEPT = 2_000

const conversations = sessionMemory<Said>()

/** How the ask of a call is to be read. A subagent's asks stand by themselves. */
export function contextOf(caller: Caller): AskContext {
  const { instance, session, agent, turn } = caller
  const last = isPersons(caller) ? conversations(instance).get(session) : undefined
  if (!last) return { agent }
  return last.turn === turn
    ? { ...last.context, agent }
    : { agent, earlier: last.class, previousAsk: last.ask }
}

/** Whether nothing was said yet in a person's session, as far as this process knows. */
export function isUnknown(caller: Caller): boolean {
  return isPersons(caller) && !conversations(caller.instance).has(caller.session)
}

/** Notes an ask that another process answered. */
export function recallAsk({ instance, session }: Caller, said: Omit<Said, "context">): void {
  conversations(instance).set(session, { ...said, ask: said.ask.slice(0, ASK_KEPT), context: {} })
}

/** Notes what was decided for an ask, after any raise; the next ask of the session is read with it. */
export function noteAsk(caller: Caller, ask: string, decision: Decision): void {
  const { class: found, cause } = decision
  if (found === null || cause === "held" || !isPersons(caller)) return
  const { instance, session, turn } = caller
  const context = contextOf(caller)
  const kept = ask.slice(0, ASK_KEPT)
  conversations(instance).set(session, { turn, ask: kept, class: proved(decision, found), context })
}

/** What the ask counts as for the next one: as hard as the tier it came to. */
export function proved(
  { cause, tier, beginsLower }: Pick<Decision, "cause" | "tier" | "beginsLower">,
  found: TaskClass,
): TaskClass {
  const at = CLASSES.indexOf(found)
  if (cause === "raised") return CLASSES[Math.max(at, CLASSES.indexOf(OF_TIER[tier ?? "smart"]))] ?? found
  return beginsLower ? (CLASSES[at - 1] ?? found) : found
}

/** What a tier is raised to for. */
const OF_TIER: Record<Tier, TaskClass> = {
  free: "simple",
  cheap: "medium",
  smart: "complex",
  premium: "reasoning",
}

function isPersons({ session, rootSession }: Caller): boolean {
  return session === rootSession
}
