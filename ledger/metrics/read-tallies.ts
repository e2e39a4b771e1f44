// The tallies, and the money that is not final yet, as they stand at one moment.
import { COUNTED } from "../counters.ts"
import { query, type Work } from "../store/store.ts"
import { selectTallies, type Tallies } from "./tally.ts"

export function* readTallies(): Work<Tallies> {
  const tallies = yield* selectTallies()
  const rows = yield* query(
    `SELECT status, count(*) AS calls, CAST(sum(${COUNTED}) AS BIGINT) AS counted FROM calls
     WHERE status <> 'settled' GROUP BY status`,
  )
  const unsettled = rows.map(({ status, calls, counted }) => ({
    status: String(status),
    calls: Number(calls),
    countedNano: BigInt(counted ?? 0),
  }))
  return { tallies, unsettled }
}
