// Numbers, money and times for people. Pure.

const LEAST_USD = 1e-6

/** Small amounts keep their digits: $0.0023, $1.24, $1,240. */
export function usd(amount: number): string {
  const size = Math.abs(amount)
  if (size > 0 && size < LEAST_USD) return `under $${LEAST_USD.toFixed(6)}`
  const digits = size === 0 || size >= 1_000 ? 0 : size >= 0.1 ? 2 : size >= 0.001 ? 4 : 6
  const text = size.toLocaleString("en-US", {
    minimumFractionDigits: Math.min(digits, 2),
    maximumFractionDigits: digits,
  })
  return `${amount < 0 ? "−" : ""}$${text}`
}

/** 12.4k, 3.1M. */
export function short(count: number): string {
  return count < 10_000
    ? count.toLocaleString("en-US")
    : count.toLocaleString("en-US", { notation: "compact", maximumFractionDigits: 1 })
}

/** "1 call", "2 calls". */
export function counted(count: number, noun: string): string {
  return `${short(count)} ${noun}${count === 1 ? "" : "s"}`
}

export function percent(share: number | null, digits = 0): string {
  if (share === null) return "–"
  const text = (share * 100).toLocaleString("en-US", { maximumFractionDigits: digits })
  return `${text} %`
}

export function duration(ms: number | null): string {
  if (ms === null) return "–"
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

const STEPS = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
] as const

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" })

/** "5 min. ago", "in 3 hr.". @param now Milliseconds since 1970. */
export function fromNow(time: string, now: number): string {
  const away = Date.parse(time) - now
  for (const { unit, ms } of STEPS)
    if (Math.abs(away) >= ms) return relative.format(Math.trunc(away / ms), unit)
  return Math.abs(away) < 10_000 ? "now" : relative.format(Math.trunc(away / 1_000), "second")
}

/** The reader's own time zone, to the second. */
export function exact(time: string): string {
  return new Date(time).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" })
}

export function clock(time: string): string {
  return new Date(time).toLocaleTimeString("en-GB")
}

/** The clock, or, of another day than today, the day with hour and minute. @param now Milliseconds since 1970. */
export function clockOrDay(time: string, now: number): string {
  const at = new Date(time)
  if (at.toDateString() === new Date(now).toDateString()) return clock(time)
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "short" })
  return `${day} ${clock(time).slice(0, 5)}`
}

/** The last two folders of a path, which tell projects apart. */
export function projectName(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== "")
  return parts.slice(-1)[0] ?? path
}

export function modelName(id: string): string {
  return id.slice(id.indexOf("/") + 1)
}
