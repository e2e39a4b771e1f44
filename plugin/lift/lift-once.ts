// A blocked call that a person may lift: offers them a code for it, and lets the same call pass once they said it.
import type { Instance } from "../../config/index.ts"
import { atUtc } from "../../ledger/index.ts"
import type { Denial } from "../../rules/index.ts"
import { verdictLedger } from "../verdict-ledger.ts"
import { newCode, showCode } from "./permit-code.ts"
import { type Action, hashAction, hashCode } from "./permit-hash.ts"
import { showSubject } from "./show-subject.ts"

/** A code may be said so long, by a person who has to see it first. */
export const CODE_MINUTES = 10
/** The action may be done so long after it. */
export const GRANT_MINUTES = 5

export interface LiftDeps {
  instance: Instance
  /** Somebody is there who could lift anything: not in CI, nor in `opencode run`. */
  attended: boolean
}

export interface BlockedCall {
  session: string
  call: string
  denial: Denial
}

export interface Lifts {
  /** Whether a person allowed this; it counts once. Without the books nothing is allowed. */
  take: (action: Action) => Promise<boolean>
  /** Shows the person a code. @returns what the model may know of it. */
  offer: (action: Action, blocked: BlockedCall) => Promise<string>
}

const MAY_BE_LIFTED = "A person may lift this once, with /ralex-allow and the code that they were shown."
const NOBODY_THERE = "Nobody can lift it here."

export function liftOnce({ instance, attended }: LiftDeps): Lifts {
  return {
    take: async (action) => {
      if (!attended) return false
      try {
        const ledger = await verdictLedger(instance)
        const { rootSession } = action
        return await ledger.takePermit({
          at: new Date(),
          rootSession,
          action: hashAction(action, instance.environment),
        })
      } catch {
        return false
      }
    },
    offer: async (action, blocked) => {
      if (!attended) return NOBODY_THERE
      try {
        await offerCode(instance, action, blocked)
        return MAY_BE_LIFTED
      } catch {
        return "It can not be lifted now, since the ledger does not answer."
      }
    },
  }
}

/** Where there is a code already, the person was shown it. */
async function offerCode(
  instance: Instance,
  action: Action,
  { session, call, denial }: BlockedCall,
): Promise<void> {
  const { environment } = instance
  const { rootSession, tool, args } = action
  const [code, at] = [newCode(), new Date()]
  const until = new Date(at.getTime() + CODE_MINUTES * 60_000)
  const subject = showSubject(tool, args)
  const offered = await (await verdictLedger(instance)).offerPermit({
    at,
    until,
    ...{ rootSession, session, call, tool, subject },
    code: hashCode(code, rootSession, environment),
    action: hashAction(action, environment),
    rule: denial.rule,
  })
  if (!offered) return
  sayCodes(instance, [{ code, what: `${subject} (${denial.rule}): ${denial.reason}`, until }])
}

/** Long enough to be seen and typed. */
const SHOWN_SECONDS = 60

export interface ShownCode {
  code: string
  /** What it lets pass. */
  what: string
  until: Date
}

/** Only to the person: neither a tool's result nor a message holds it. In one notice, since the next one takes its place. */
export function sayCodes({ tell }: Pick<Instance, "tell">, codes: readonly ShownCode[]): void {
  const lines = codes.map(
    ({ code, what, until }) =>
      `/ralex-allow ${showCode(code)} lets what Ralex blocked pass once, if said until ${atUtc(until)}: ${what}`,
  )
  tell({ level: "warning", text: lines.join("\n"), each: true, seconds: SHOWN_SECONDS })
}
