// What one call does, step by step in its order, each timed by itself: warm, on a request of OpenCode's size.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { applyProfile } from "../../config/index.ts"
import {
  boundOf,
  type CallStart,
  finishBackground,
  type Ledger,
  logCall,
  type Model,
  openBooks,
} from "../../ledger/index.ts"
import { appendRotating } from "../../ledger/request-log/append-rotating.ts"
import type { LogEntry } from "../../ledger/request-log/log-entry.ts"
import { redactedLine } from "../../ledger/request-log/redacted-line.ts"
import { type AskContext, classify } from "../../provider/classify.ts"
import { type DecisionRequest, decide } from "../../provider/decide.ts"
import { modelsInReach } from "../../provider/models-in-reach.ts"
import { cleanCall } from "../../provider/outbound/clean-call.ts"
import { readStandings } from "../../provider/read-standings.ts"
import { readTurn } from "../../provider/read-turn.ts"
import type { Caller } from "../../provider/shake-hands.ts"
import { upstreamCall } from "../../provider/upstream-model.ts"
import { whereOf } from "../../provider/where-of.ts"
import { judgeCommand, loadRules } from "../../rules/index.ts"
import { callStart, settlement } from "../../test/ledger/sample-calls.ts"
import { bareContext } from "../../test/rules/rule-context.ts"
import { askOf, KEY } from "../overhead/asks.ts"
import { benchInstance } from "./bench-instance.ts"

/** Before the request is sent, so that a person waits for them; in the order of a call. */
export const BEFORE = [
  "clean the call",
  "read the turn",
  "standings of budgets",
  "classify",
  "decide",
  "reserve",
  "adapt the prompt",
] as const
export const STEPS = [...BEFORE, "settle", "log row", "guard verdict"] as const
export type Step = (typeof STEPS)[number]

/** Microseconds of each step, call by call. */
export type Times = Record<Step, number[]>

/** What an agent has a shell do. */
const COMMANDS = [
  "git status --short",
  "ls -la src && cat package.json",
  "bun test test/parse.test.ts 2>&1 | tail -40",
  "grep -rn 'export function' src --include='*.ts' | head -50",
  "sed -n '1,120p' src/parse.ts",
  "git add -A && git commit -m 'Rename parse'",
  "rm -rf dist && npm run build",
  "find . -name '*.ts' -newer tsconfig.json -not -path './node_modules/*'",
  "curl -s http://127.0.0.1:3000/health | jq .status",
  'for f in src/*.ts; do wc -l "$f"; done',
  "mkdir -p docs && cp README.md docs/index.md",
  "npx tsc --noEmit -p .",
]

const ASKS = [
  "Rename the function in src/parse.ts and mend its callers",
  "why does the test of the parser fail on Windows?",
  "Add a flag --json to the command and document it",
  "Redesign the scheduler so that jobs survive a restart, and prove that none runs twice",
]

const CONTEXT: AskContext = { agent: "build" }

export async function timeSteps(calls: number, warmUp: number): Promise<Times> {
  const { instance, stop } = benchInstance()
  const caller = { instance, session: "ses", rootSession: "ses", agent: "build", ask: "", turn: "ask" }
  const books = await openBooks(instance)
  if (books.kind === "closed") throw new Error(books.reason)
  const line = await lineOf(caller)
  const world: World = { caller, books, line, times: emptyTimes() }
  for (let at = 0; at < warmUp; at++) await oneCall(at, world)
  const times = emptyTimes()
  for (let at = warmUp; at < warmUp + calls; at++) await oneCall(at, { ...world, times })
  await stop()
  return times
}

function emptyTimes(): Times {
  return Object.fromEntries(STEPS.map((step) => [step, [] as number[]])) as Times
}

interface World {
  caller: Caller
  books: Extract<Awaited<ReturnType<typeof openBooks>>, { kind: "open" }>
  /** A row of the request log. */
  line: LogEntry
  times: Times
}

async function oneCall(at: number, { caller, books, line, times }: World): Promise<void> {
  const timed = timer(times)
  const { instance } = caller
  const { config } = instance.loaded
  const { ledger, limits } = books
  const now = new Date()
  const call = await timed("clean the call", () => cleanCall(newCall(at), caller))
  const turn = await timed("read the turn", () => readTurn(call))
  const where = whereOf(caller, now)
  await timed("standings of budgets", () => readStandings({ ledger, limits, where }))
  const found = await timed("classify", () => classify(turn.ask, CONTEXT))
  const request: DecisionRequest = {
    asked: "auto",
    agent: "build",
    turn,
    routing: applyProfile(config),
    findModel: modelsInReach(config, KEY),
    classify: () => found,
  }
  const model = await timed("decide", () => firstOf(request))
  const start: CallStart = callStart({ ...where, startedAt: now, session: "ses", model: model.id })
  await timed("reserve", () => reserve(start, model, turn, books))
  await timed("adapt the prompt", () =>
    upstreamCall(call, model.id, { maxOutputTokens: 8_000, foreignUntil: undefined }),
  )
  await timed("settle", () => ledger.settle(start.id, settlement(30_000n)))
  await timed("log row", () => writeLine(line, caller))
  const command = COMMANDS[at % COMMANDS.length] ?? ""
  await timed("guard verdict", () => judgeCommand(command, bareContext, rules))
}

const rules = loadRules()

/** All of it made anew, as OpenCode does. */
function newCall(at: number) {
  const { prompt, tools = [] } = askOf("opencode", at)
  const ask = `${ASKS[at % ASKS.length]}, number ${at}`
  const call = { prompt: [...prompt.slice(0, 1), { role: "user" as const, content: [text(ask)] }], tools }
  return JSON.parse(JSON.stringify(call)) as typeof call
}

function text(said: string) {
  return { type: "text" as const, text: said }
}

function firstOf(request: DecisionRequest): Model {
  const outcome = decide(request)
  const [first] = outcome.kind === "decided" ? outcome.decision.candidates : []
  if (!first) throw new Error("No model may answer.")
  return first.model
}

async function reserve(
  start: CallStart,
  model: Model,
  turn: ReturnType<typeof readTurn>,
  { ledger, limits, caps }: Pick<World["books"], "limits" | "caps"> & { ledger: Ledger },
): Promise<void> {
  const { kind } = await ledger.hold(start, boundOf(turn, model, 8_000), limits, caps)
  if (kind !== "held") throw new Error(`The money was not held: ${kind}`)
}

/** What stands in the log of a settled call. */
async function lineOf({ instance }: Caller): Promise<LogEntry> {
  logCall({ at: new Date(), start: callStart(), settlement: settlement(30_000n) }, instance)
  await finishBackground()
  const [line = ""] = readFileSync(join(instance.environment.paths.log, "requests.jsonl"), "utf8").split("\n")
  return JSON.parse(line) as LogEntry
}

function writeLine(line: LogEntry, { instance }: Caller): Promise<void> {
  const { maxMegabytes, files } = instance.loaded.config.logging
  const limits = { maxBytes: maxMegabytes * 1_000_000, files }
  return appendRotating(instance.environment.paths.log, redactedLine({ ...line }), limits)
}

function timer(times: Times) {
  return async <Result>(step: Step, work: () => Result | Promise<Result>): Promise<Result> => {
    const begunAt = Bun.nanoseconds()
    const made = work()
    const result = made instanceof Promise ? await made : made
    times[step].push((Bun.nanoseconds() - begunAt) / 1_000)
    return result
  }
}
