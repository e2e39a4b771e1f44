// What a person is told before an ask that may well take most of what a limit has left.
import { withoutRetryWords } from "../config/index.ts"
import { nameLimit, wayToLift } from "./alerts/name-limit.ts"
import type { Standing } from "./ledger.ts"
import { formatUsd } from "./money.ts"
import type { TurnPrediction } from "./predict-turn.ts"

export function dearTurnSentence(
  { p50Nano, p90Nano }: Pick<TurnPrediction, "p50Nano" | "p90Nano">,
  standing: Standing,
): string {
  const left = standing.limitNano - standing.countedNano
  return withoutRetryWords(
    `Ralex: this ask may well cost ${formatUsd(p90Nano)} (half of such asks cost less than ${formatUsd(p50Nano)}), and ` +
      `${nameLimit(standing)} has ${formatUsd(left)} left. Stop it if it is not worth that, choose ralex/cheap, or ` +
      `${wayToLift(standing)}.`,
  )
}
