// Whether a turn that is about to begin deserves a word first: it may well take most of what a limit has left.
import type { Standing } from "./ledger.ts"
import type { TurnPrediction } from "./predict-turn.ts"

/** Beyond half of what is left, a second turn like it might not fit any more. */
const LEFT_PER_TURN = 2n

type Prediction = Pick<TurnPrediction, "p90Nano">

/** One turn in ten costs more than `p90Nano`: is that above half of what any limit has left? */
export function isDearTurn(prediction: Prediction, standings: readonly Standing[]): boolean {
  return limitStrainedBy(prediction, standings) !== undefined
}

/** The limit that such a turn would strain most, for the sentence about it; undefined when the turn is not dear. */
export function limitStrainedBy(
  { p90Nano }: Prediction,
  standings: readonly Standing[],
): Standing | undefined {
  return standings
    .filter(({ scope }) => scope !== "call") // a turn is many calls
    .filter((standing) => p90Nano > 0n && p90Nano * LEFT_PER_TURN > leftNano(standing))
    .toSorted((one, other) => (leftNano(one) < leftNano(other) ? -1 : 1))[0]
}

function leftNano({ limitNano, countedNano }: Standing): bigint {
  return limitNano - countedNano
}
