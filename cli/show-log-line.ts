// A line of `ralex log` for people: when, who, what, and what it cost or why it was not done. Aligned, coloured where that
// is wanted, and in a terminal no wider than it is. Pure.

import { createColors } from "picocolors"
import { atUtc, formatUsd, nameLimit, type Part, printable } from "../ledger/index.ts"
import type { Output } from "./context.ts"
import type { CallLine, LiftLine, LogLine, VerdictLine } from "./contract.ts"

type Paint = ReturnType<typeof createColors>

interface Shown {
  who: string
  /** With colours. */
  what: string
  /** Why, which is cut where there is no room for it. */
  why: string
}

/** Below it the day, the maker of a model and the tokens make room. */
const WIDE = 116

export function showLogLine(line: LogLine, { colors, columns }: Output): string {
  const paint = createColors(colors)
  const isNarrow = columns !== undefined && columns < WIDE
  const { who, what, why } = shown(line, paint, isNarrow)
  const at = isNarrow ? line.at.slice(11, 19) : line.at.slice(0, 19).replace("T", " ")
  const head = `${paint.dim(at)}  ${printable(who).padEnd(10)}  ${what}`
  const room = columns === undefined ? Infinity : columns - Bun.stringWidth(head) - 2
  const tail = cut(printable(why), room)
  return tail === "" ? head : `${head}  ${paint.dim(tail)}`
}

function shown(line: LogLine, paint: Paint, isNarrow: boolean): Shown {
  switch (line.type) {
    case "call":
      return { who: line.agent, what: callShown(line, paint, isNarrow), why: whyCalled(line) }
    case "verdict":
      return { who: line.agent, what: verdictShown(line, paint), why: verdictEnd(line) }
    case "lift":
      return { who: "you", what: printable(liftShown(line)), why: "" }
    case "alert":
      return { who: "alert", what: levelPaint(line.level, paint)(printable(line.text)), why: "" }
  }
}

/** Fewer characters than a word tell nothing. */
const LEAST = 8

function cut(text: string, room: number): string {
  if (Bun.stringWidth(text) <= room) return text
  if (room < LEAST) return ""
  const points = [...text]
  const end = points.findLastIndex((_, index) => Bun.stringWidth(points.slice(0, index).join("")) < room)
  return `${points.slice(0, Math.max(0, end)).join("")}…`
}

const WIDTHS = { model: 28, narrowModel: 20, tier: 7, cost: 12, tokens: 12, duration: 7 } as const

function callShown(line: CallLine, paint: Paint, isNarrow: boolean): string {
  const model = printable(line.modelUsed ?? line.modelAsked)
  const short = model.slice(model.lastIndexOf("/") + 1)
  const tokens = `${count(line.inputTokens)}>${count(line.outputTokens)}`.padStart(WIDTHS.tokens)
  const columns = [
    isNarrow ? short.padEnd(WIDTHS.narrowModel) : model.padEnd(WIDTHS.model),
    paint.cyan((line.tier ?? "-").padEnd(WIDTHS.tier)),
    amount(line).padStart(WIDTHS.cost),
    ...(isNarrow ? [] : [tokens]),
    seconds(line.durationMs).padStart(WIDTHS.duration),
  ]
  return `${columns.join("  ")}${state(line, paint)}`
}

/** Enough for `--call`, and the rest of a UUID tells a person nothing. */
const SHOWN_ID = 8

function whyCalled({ id, class: found, cause, signals }: CallLine): string {
  const why = [found, cause].filter((part) => part !== null).join(" ")
  return `${[why, ...signals].join(", ")} (${id.slice(0, SHOWN_ID)})`
}

/** Calls without a known cost are shown at what is held. */
function amount({ status, heldNano, costNano }: CallLine): string {
  return formatUsd(BigInt(status === "held" || status === "unreconciled" ? heldNano : costNano))
}

function state({ status, outcome, attempts }: CallLine, paint: Paint): string {
  const failed = outcome !== null && outcome !== "ok"
  const notes = [
    ...(status === "settled" ? [] : [status]),
    ...(failed ? [paint.yellow(outcome)] : []),
    ...(attempts > 1 ? [`${attempts} tries`] : []),
  ]
  return notes.length === 0 ? "" : `  ${notes.join(", ")}`
}

function count(tokens: number): string {
  return tokens < 10_000 ? String(tokens) : `${Math.round(tokens / 1000)}k`
}

function seconds(ms: number | null): string {
  return ms === null ? "-" : `${(ms / 1000).toFixed(1)}s`
}

function verdictShown({ verdict, tool, rule, reason }: VerdictLine, paint: Paint): string {
  const said = verdict === "allow" ? paint.green("allow") : paint.red(verdict)
  const because = [rule, reason].filter((part) => part !== null).join(": ")
  return `${said}  ${printable(tool)}${because === "" ? "" : `  ${printable(because)}`}`
}

/** That a denied call was blocked goes without saying. */
function verdictEnd({ rule, evidence, outcome, exitCode, lifted }: VerdictLine): string {
  const ends = [
    ...(lifted ? ["allowed once by a person"] : []),
    ...(outcome === "lifted" ? ["lifted by a person afterwards"] : []),
    ...(outcome === null || outcome === "blocked" || outcome === "lifted" ? [] : [outcome]),
    ...(exitCode === null ? [] : [`exit ${exitCode}`]),
  ]
  return [
    ...(rule === null || evidence === null ? [] : [`[${evidence}]`]),
    ...(ends.length === 0 ? [] : [`(${ends.join(", ")})`]),
  ].join(" ")
}

function liftShown({ scope, part, limitNano, session, until, by }: LiftLine): string {
  const name = nameLimit({ scope, part: part as Part })
  const limit = limitNano === null ? "no limit" : formatUsd(BigInt(limitNano))
  const where = session === null ? "" : ` in session ${session}`
  const span = until === null ? "" : ` until ${atUtc(new Date(until))}`
  return `${name} is ${limit}${where}${span}, by ${by}`
}

function levelPaint(level: "info" | "warning" | "error", paint: Paint): (text: string) => string {
  if (level === "error") return paint.red
  return level === "warning" ? paint.yellow : (text) => text
}
