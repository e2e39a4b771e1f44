// Ledger and bill of a day as figures: in all, and by what became of the calls.
import type { Cause, Day, Entry } from "./play-day.ts"

export interface Figures {
  billedNano: bigint
  /** By how much the ledger was off right after the calls, as a share of the bill. */
  offAtOnce: number
  /** For people. */
  lines: string[]
}

const CAUSES: Cause[] = [
  "finished",
  "stopped, read on for its bill",
  "stopped",
  "stopped before content",
  "cut",
  "error in the stream",
]

export function figuresOf({ entries }: Day): Figures {
  const billedNano = sum(entries, ({ line }) => line.costNano)
  const groups = [
    ...CAUSES.map((cause) => ({
      name: `  ${cause}`,
      among: entries.filter((entry) => entry.cause === cause),
    })),
    { name: "  of these BYOK", among: entries.filter(({ line }) => line.byok) },
  ]
  return {
    billedNano,
    offAtOnce: share(differenceOf(entries), billedNano),
    lines: [
      lineOf("all", entries, billedNano),
      ...groups
        .filter(({ among }) => among.length > 0)
        .map(({ name, among }) => lineOf(name, among, billedNano)),
    ],
  }
}

/** Of the bill, so that the lines add up to the first. */
function lineOf(name: string, entries: Entry[], billedNano: bigint): string {
  const usd = (nano: bigint) => (Number(nano) / 1e9).toFixed(4).padStart(9)
  const percent = (share: number) => `${(share * 100).toFixed(4).padStart(8)} %`
  return [
    name.padEnd(32),
    String(entries.length).padStart(5),
    usd(sum(entries, ({ line }) => line.costNano)),
    usd(sum(entries, ({ atOnce }) => atOnce?.costNano ?? 0n)),
    percent(share(differenceOf(entries), billedNano)),
  ].join(" ")
}

function differenceOf(entries: Entry[]): bigint {
  return sum(entries, ({ line, atOnce }) => (atOnce?.costNano ?? 0n) - line.costNano)
}

function sum(entries: Entry[], of: (entry: Entry) => bigint): bigint {
  return entries.reduce((total, entry) => total + of(entry), 0n)
}

function share(part: bigint, whole: bigint): number {
  return Number(part) / Number(whole)
}
