// Doctor: whether this machine's clock is right, by the upstream's: days and weeks of budgets begin by it.
import type { Finding } from "../contract.ts"

const ANSWER_MS = 5_000

/** An HTTP date has whole seconds, and a busy network takes some more. */
const WARN_SECONDS = 30
const FAIL_SECONDS = 600

/** Nothing is said where nobody answers: that is another finding. */
export async function checkClock(baseUrl: string): Promise<Finding[]> {
  const sent = Date.now()
  const date = await askDate(baseUrl)
  if (date === undefined) return []
  return [findingOf(Math.round(((sent + Date.now()) / 2 - date) / 1000))]
}

/** Whatever it says of a request without a key, its answer has a date. */
async function askDate(baseUrl: string): Promise<number | undefined> {
  try {
    const { headers } = await fetch(`${baseUrl}/key`, { signal: AbortSignal.timeout(ANSWER_MS) })
    const date = Date.parse(headers.get("date") ?? "")
    return Number.isNaN(date) ? undefined : date
  } catch {
    return undefined
  }
}

/** @param ahead Seconds that this machine is ahead of the upstream. */
function findingOf(ahead: number): Finding {
  const id = "clock"
  const off = Math.abs(ahead)
  if (off <= WARN_SECONDS)
    return { id, level: "ok", message: "The clock agrees with the upstream's.", fix: null }
  const message = `The clock is ${off} seconds ${ahead > 0 ? "ahead of" : "behind"} the upstream's, so budgets of a day or week begin anew at the wrong time.`
  return {
    id,
    level: off > FAIL_SECONDS ? "fail" : "warn",
    message,
    fix: "Set the clock, as with `timedatectl set-ntp true`.",
  }
}
