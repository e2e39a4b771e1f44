// The one sentence with which a call is refused because its turn has made too many, whatever they cost.
import { hideStatusCodes } from "../config/index.ts"
import type { HoldOutcome } from "./ledger.ts"

type TooManyCalls = Pick<Extract<HoldOutcome, { kind: "too-many-calls" }>, "per" | "cap">

const KEYS = { turn: "callsPerTurn", minute: "callsPerMinute" } as const

export function tooManyCallsSentence({ per, cap }: TooManyCalls): string {
  const when = per === "turn" ? "for this ask" : "for this ask within a minute"
  return hideStatusCodes(
    `Ralex: the budget of calls is reached: OpenCode made ${cap} ${when}, which looks like a loop, so no more was made. ` +
      `Look at what it did last, then send a new message; or raise budgets.${KEYS[per]} in ralex.yaml.`,
  )
}
