// A limit and what is spent of it as two lines: the amounts, and a bar with its share.
import { formatUsd, type Nano } from "../../ledger/index.ts"
import { type StyledLine, span, type Tone } from "./styled-line.ts"

export interface Spend {
  name: string
  countedNano: Nano
  limitNano: Nano
}

const CELLS = 20

/** From this share on little is left; an alert is said there by default, too. */
const LITTLE_LEFT = 80

export function spendBar({ name, countedNano, limitNano }: Spend): StyledLine[] {
  const percent = percentOf(countedNano, limitNano)
  const tone = toneOf(percent)
  const full = Math.min(CELLS, Math.floor((percent * CELLS) / 100))
  // What is spent at all can be seen.
  const cells = full === 0 && countedNano > 0n ? 1 : full
  return [
    [span(`${name} `, "muted"), span(dollars(countedNano)), span(` of ${dollars(limitNano)}`, "muted")],
    [span("█".repeat(cells), tone), span("░".repeat(CELLS - cells), "muted"), span(` ${percent} %`, tone)],
  ]
}

/** Whole percents, rounded down: 100 is only said of a limit that is reached. A limit of nothing is reached. */
export function percentOf(countedNano: Nano, limitNano: Nano): number {
  return limitNano <= 0n ? 100 : Number((countedNano * 100n) / limitNano)
}

export function toneOf(percent: number): Tone {
  if (percent >= 100) return "over"
  return percent >= LITTLE_LEFT ? "warn" : "ok"
}

/** "$1.50": a narrow column's way to say it. */
export function dollars(nano: Nano): string {
  return formatUsd(nano).replace("USD ", "$").replace("$-", "-$")
}
