// When an upstream wants to be asked again, in any of the places where it says so. Pure.
import type { ErrorBody } from "./error-body.ts"

interface Said {
  headers?: Record<string, string> | undefined
  body: ErrorBody
  now: number
}

/** @returns milliseconds from now, never negative; undefined where nothing is said. */
export function retryAfterOf({ headers = {}, body, now }: Said): number | undefined {
  const found = [
    milliseconds(headers["retry-after-ms"]),
    fromHeader(headers["retry-after"], now),
    fromSeconds(body.availability?.retry_after),
    untilReset(body, now),
  ]
  return found.find((each) => each !== undefined)
}

/** Seconds or a date, as HTTP has it. */
function fromHeader(text: string | undefined, now: number): number | undefined {
  if (text === undefined || text.trim() === "") return undefined
  const seconds = Number(text)
  if (!Number.isNaN(seconds)) return fromSeconds(seconds)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function fromSeconds(seconds: number | null | undefined): number | undefined {
  return milliseconds(seconds == null ? undefined : seconds * 1000)
}

function milliseconds(value: string | number | undefined): number | undefined {
  const number = Number(value ?? Number.NaN)
  return Number.isFinite(number) && number >= 0 ? number : undefined
}

/** OpenRouter's own limits come with the epoch milliseconds of their reset, in the body. */
function untilReset({ metadata }: ErrorBody, now: number): number | undefined {
  const entries = Object.entries(metadata?.headers ?? {})
  const [, reset] = entries.find(([name]) => name.toLowerCase() === "x-ratelimit-reset") ?? []
  const at = Number(reset ?? Number.NaN)
  return Number.isFinite(at) && at > 0 ? Math.max(0, at - now) : undefined
}
