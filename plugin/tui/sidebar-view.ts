// What the sidebar says of a glance at the ledger, line by line. Pure.
import type { Call, Glance, Rest, Standing, VerdictRow } from "../../ledger/index.ts"
import { causeWords } from "./cause-words.ts"
import { dollars, percentOf, spendBar } from "./spend-bar.ts"
import { type StyledLine, shortened, span, type Tone, wrapped } from "./styled-line.ts"

/** What is known of the ledger: a glance, or why there is none. */
export type Sight =
  | { kind: "seen"; glance: Glance }
  | { kind: "no-ledger" }
  | { kind: "failed"; reason: string }

/** OpenCode 1.18's sidebar has 42 columns, of which its own margins take 5. */
const WIDTH = 37

/** Of the limits beside those of the session and of the day. */
const MOST_OTHERS = 2
const MOST_RESTS = 3

/** Of a reason in somebody else's words. */
const MOST_LINES = 3

/** @param home The person's home folder, which is said as ~. */
export function sidebarView(sight: Sight, home: string): StyledLine[] {
  const title = [span("Ralex", "strong")]
  switch (sight.kind) {
    case "no-ledger":
      return [title, [span("Nothing is on record yet.", "muted")]]
    case "failed":
      return [title, ...wrapped(sight.reason, WIDTH, MOST_LINES).map((line) => [span(line, "warn")])]
    case "seen":
      return [title, ...seen(sight.glance, home)]
  }
}

function seen(glance: Glance, home: string): StyledLine[] {
  return [
    ...spendLines(glance),
    ...heldLine(glance),
    ...savedLines(glance),
    ...decisionLines(glance),
    ...restLines(glance.rests),
    ...(glance.block ? blockLines(glance.block, home) : []),
  ]
}

function spendLines({ standings, session, today }: Glance): StyledLine[] {
  const own = whole(standings, "session")
  const daily = whole(standings, "daily")
  const others = standings
    .filter((one) => one !== own && one !== daily && one.scope !== "call")
    .toSorted((one, other) => shareOf(other) - shareOf(one))
    .slice(0, MOST_OTHERS)
  return [
    ...(own ? spendBar({ ...own, name: "Session" }) : spent("Session", session.countedNano)),
    ...(daily ? spendBar({ ...daily, name: "Today" }) : spent("Today", today.countedNano)),
    ...others.flatMap((standing) => spendBar({ ...standing, name: nameOf(standing) })),
  ]
}

function whole(standings: Standing[], scope: Standing["scope"]): Standing | undefined {
  return standings.find((one) => one.scope === scope && Object.keys(one.part ?? {}).length === 0)
}

function shareOf({ countedNano, limitNano }: Standing): number {
  return percentOf(countedNano, limitNano)
}

function spent(name: string, nano: bigint): StyledLine[] {
  return [[span(`${name} `, "muted"), span(dollars(nano)), span(" (no limit)", "muted")]]
}

const SCOPES: Record<Standing["scope"], string> = {
  call: "Call",
  turn: "This ask",
  session: "Session",
  run: "Run",
  daily: "Today",
  weekly: "Week",
  monthly: "Month",
}

/** "Today, explore": narrower than the sentences of alerts. */
function nameOf({ scope, part = {} }: Standing): string {
  const { agent, tier, model, project } = part
  const of = agent ?? tier ?? (model === undefined ? undefined : modelName(model))
  const words = [SCOPES[scope], of ?? (project === undefined ? undefined : "project")]
  return shortened(words.filter((word) => word !== undefined).join(", "), WIDTH / 2)
}

/** Money that is not known to be spent: of calls that run, and of those whose cost nobody said. */
function heldLine({ today, session }: Glance): StyledLine[] {
  const nano = today.pendingNano || session.pendingNano
  return nano > 0n ? [[span("Held ", "muted"), span(dollars(nano)), span(" of it", "muted")]] : []
}

function savedLines({ today, session }: Glance): StyledLine[] {
  if (today.baselineNano === 0n) return []
  const share = Number((today.savedNano * 100n) / today.baselineNano)
  const tone = today.savedNano >= 0n ? "ok" : "warn"
  return [
    [
      span("Saved ", "muted"),
      span(`${dollars(today.savedNano)} (${share} %)`, tone),
      span(" today", "muted"),
    ],
    ...(session.baselineNano === 0n
      ? []
      : [[span(`  ${dollars(session.savedNano)} in this session`, "muted")]]),
  ]
}

function decisionLines({ call, decided }: Glance): StyledLine[] {
  if (!call) return []
  const { tier } = call
  const model = modelName(call.modelUsed ?? call.model)
  const head = tier === null ? "" : `${tier} → `
  return [
    [span(head, "strong"), span(shortened(model, WIDTH - head.length))],
    ...whyLines(decided ?? call),
    ...(isDegraded(call) ? [[span(shortened(degradedWords(call), WIDTH), "warn")]] : []),
  ]
}

function whyLines({ cause, signals }: Call): StyledLine[] {
  const words = causeWords(cause)
  return [
    [span(shortened(words, WIDTH), cause === "ceiling" ? "warn" : "muted")],
    ...aside(signals.join(", ")),
  ]
}

/** What explains the line above it. */
function aside(text: string, tone: Tone = "muted"): StyledLine[] {
  return wrapped(text, WIDTH - 2, MOST_LINES).map((line) => [span(`  ${line}`, tone)])
}

/** Another model answered than the one that was chosen, or it took several tries. */
function isDegraded({ attempts, outcome }: Call): boolean {
  return attempts > 1 || (outcome !== null && outcome !== "ok" && outcome !== "aborted")
}

function degradedWords({ attempts, outcome }: Call): string {
  if (outcome !== null && outcome !== "ok") return `The call failed: ${outcome}`
  return `Answered at try ${attempts}`
}

function restLines(rests: Rest[]): StyledLine[] {
  return rests
    .toSorted((one, other) => other.until.getTime() - one.until.getTime())
    .slice(0, MOST_RESTS)
    .map((rest) => [
      span("Rests ", "muted"),
      span(shortened(restName(rest), WIDTH - "Rests  until 12:03 UTC".length), "warn"),
      span(` until ${minuteOf(rest.until)}`, "muted"),
    ])
}

/** The model or provider that a rest is of, without its kind and maker. */
export function restName({ key }: Pick<Rest, "key">): string {
  return modelName(key.slice(key.indexOf(":") + 1))
}

/** "12:03", UTC as everywhere in Ralex. */
export function minuteOf(at: Date): string {
  return `${at.toISOString().slice(11, 16)} UTC`
}

function blockLines({ tool, rule, reason }: VerdictRow, home: string): StyledLine[] {
  return [
    [span("Blocked ", "over"), span(shortened(rule ?? tool, WIDTH - 8))],
    ...aside((reason ?? "").replaceAll(`${home}/`, "~/")),
  ]
}

function modelName(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1)
}
