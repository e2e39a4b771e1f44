// A hundred asks as people mix them, each with its tool loop: what they cost by Ralex and by always the baseline model, and
// how long a call takes on an upstream as slow as a real one.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { LanguageModelV3Prompt, LanguageModelV3StreamPart } from "@ai-sdk/provider"
import { createOpenRouter } from "@openrouter/ai-sdk-provider"
import { applyProfile, CLASSES, type TaskClass } from "../../config/index.ts"
import { type Call, toolModels } from "../../ledger/index.ts"
import { seededRandom } from "../../scripts/simulate-turns.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { type ChatRequest, createSimulator, script } from "../../simulator/index.ts"
import {
  type CallGiven,
  callOptions,
  closeStages,
  KEY,
  readAnswer,
  type Stage,
  stage,
  user,
} from "../../test/provider/stage.ts"
import { drawSession, REAL_SHARES, type SessionTurn, SHAPES, type Step } from "../session-shapes.ts"
import { type Outcome, percent, type Scenario, usd } from "./scenario.ts"

const ASKS = 100
const SESSIONS = 20
/** A tool loop of a hundred calls tells no more of a mix than one of eight. */
const MOST_STEPS = 8
/** Of one file that a tool gave back. */
const MOST_TOKENS = 6_000
const SEED = 20261128
/** A first token after 0.7 s, as the faster half of providers has it; then a piece of 16 letters every 40 ms: 100 tokens a second. */
const PACE = { firstTokenMs: 700, chunkMs: 40, isElsewhere: true }
const LETTERS_A_TOKEN = 4
/** The simulator sends no answer in more pieces. */
const MOST_LETTERS = 64 * 16

const WRITER = script((request) => {
  const outputTokens = tokensMarked(request)
  const letters = Math.min(MOST_LETTERS, outputTokens * LETTERS_A_TOKEN)
  return { text: "I looked at it. ".repeat(Math.max(1, letters / 16)), outputTokens }
})

export const mixedRequests: Scenario = {
  name: "100 mixed requests",
  question: "What do a hundred asks cost, beside always the baseline model, and how long does a call take?",
  method:
    "100 asks in 20 sessions, of the classes that people's asks have (52 simple, 34 medium, 13 complex, 1 reasoning), each with a tool loop drawn as in `bench/session-shapes.ts` (at most 8 calls). They are played by `auto`, then by the baseline model pinned, through the same provider and so with the same prompt caching. The bill is the simulator's. After each call of `auto` the same prompt goes to the baseline model by the same client without Ralex, so that both have the same load of the machine.",
  play,
}

interface Turn extends SessionTurn {
  ask: string
}

async function play(): Promise<Outcome> {
  const sessions = drawSessions()
  const baseline = applyProfile((await makeStage()).instance.loaded.config).baseline
  await closeStages()
  const direct = await openDirect(baseline)
  const ours = await playAll("auto", sessions, direct)
  await direct.close()
  const theirs = await playAll(baseline, sessions)
  const [our, their] = [totalOf(ours), totalOf(theirs)]
  const rows = CLASSES.map((each) => {
    const [a, b] = [ours, theirs].map((played) => totalOf(played.filter((turn) => turn.class === each)))
    const count = ours.filter((turn) => turn.class === each).length
    return [each, String(count), usd(a ?? 0n), usd(b ?? 0n), saved(a ?? 0n, b ?? 0n)]
  })
  const calls = ours.flatMap((turn) => turn.calls)
  const overheads = calls.flatMap(({ overheadMs }) => (typeof overheadMs === "number" ? [overheadMs] : []))
  const timed = ours.flatMap((turn) => turn.timed)
  const mean = meanOf(timed.map(({ ms }) => ms))
  const added = mean - meanOf(direct.timed.map(({ ms }) => ms))
  const attempts = calls.reduce((sum, call) => sum + call.attempts, 0)
  return {
    tables: [
      [
        ["class", "asks", "Ralex", `always ${baseline}`, "saved"],
        ...rows,
        ["all", String(ASKS), usd(our), usd(their), saved(our, their)],
      ],
      [
        ["", "calls", "first token, mean", "whole answer, mean", "p50", "p95"],
        ["Ralex, auto", ...timesShown(timed)],
        [`without Ralex, ${baseline}`, ...timesShown(direct.timed)],
        ["the profile by itself", ...timesShown(sessions.flat().flatMap((turn) => turn.steps.map(ideal)))],
      ],
    ],
    checks: [
      {
        what: "all asks are answered by both",
        holds: [...ours, ...theirs].every(({ answered }) => answered),
      },
      { what: "the ledger is the bill to the nano", holds: [...ours, ...theirs].every(({ exact }) => exact) },
      { what: "Ralex is cheaper than always the baseline", holds: our < their },
      { what: "the mean response takes less than 3 s", holds: mean < 3_000 },
    ],
    notes: [
      `Of the mean response ${added.toFixed(1)} ms (${percent(added / mean)}) are more than without Ralex; until a model was asked, Ralex took ${meanOf(overheads).toFixed(1)} ms. ${attempts} upstream calls for ${calls.length} answers: nothing was asked twice, nor waited for, where they are the same.`,
      `The profile: ${PACE.firstTokenMs} ms to the first token, then ${LETTERS_A_TOKEN * (1000 / PACE.chunkMs)} tokens a second, of at most ${MOST_LETTERS / LETTERS_A_TOKEN} tokens. It is that of a model elsewhere: a busy machine reads its pieces late, and delays none of those after them.`,
      "The classifier was fitted to asks of this list too (`scripts/classifier/own-asks.txt`), so that its classes are better here than on asks it never saw; `bench/results/routing.md` has the honest figures.",
      "Each model is taken to need the same steps, and nobody pauses, so that caches are always warm: that favours neither.",
    ],
  }
}

interface Timed {
  firstMs: number
  ms: number
}

interface Played {
  class: TaskClass
  timed: Timed[]
  calls: Call[]
  answered: boolean
  /** Each of its rows is the bill's. */
  exact: boolean
}

async function playAll(model: string, sessions: Turn[][], direct?: Direct): Promise<Played[]> {
  const it = await makeStage()
  const ended = await Promise.all(
    sessions.map((turns, index) => playSession(it, model, `ses_${index}`, turns, direct)),
  )
  const rows = await it.calls()
  const billed = new Map(it.simulator.bill().map(({ id, costNano }) => [id, costNano]))
  const played = ended.flat().map(({ turn, ...rest }): Played => {
    const calls = rows.filter((row) => row.turn === turn)
    const exact = calls.every(({ generationId, costNano }) => billed.get(generationId ?? "") === costNano)
    return { ...rest, calls, exact }
  })
  await closeStages()
  return played
}

async function playSession(it: Stage, model: string, session: string, turns: Turn[], direct?: Direct) {
  const prompt: LanguageModelV3Prompt = [
    { role: "system", content: "You are a coding agent. ".repeat(1_800) },
  ]
  const ended: { class: TaskClass; turn: string; answered: boolean; timed: Timed[] }[] = []
  for (const [index, { ask, steps, ...turn }] of turns.entries()) {
    const id = `msg_${session}_${index}`
    const said: boolean[] = []
    const timed: Timed[] = []
    prompt.push(user(`${ask}\n${mark(steps[0])}`))
    for (const [at, step] of steps.entries()) {
      const call = { model, session, turn: id, prompt: [...prompt] }
      const { text, error, ...times } = await readTimed(() => it.open(call))
      said.push(error === undefined && text.length > 0)
      timed.push(times)
      await direct?.call(call)
      prompt.push(...toolStep(`${id}_${at}`, step, steps[at + 1]))
    }
    ended.push({ class: turn.class, turn: id, answered: said.every(Boolean), timed })
  }
  return ended
}

interface Direct {
  timed: Timed[]
  call: (call: CallGiven) => Promise<void>
  close: () => Promise<void>
}

/** The same client without Ralex, at a simulator of its own. */
async function openDirect(modelId: string): Promise<Direct> {
  const simulator = createSimulator({
    models: simulatedModels(toolModels()),
    keys: [KEY],
    model: WRITER,
    pace: PACE,
  })
  const server = simulator.serve()
  const model = createOpenRouter({ apiKey: KEY, baseURL: server.url }).chat(modelId)
  const timed: Timed[] = []
  return {
    timed,
    call: async (call) => {
      const { firstMs, ms } = await readTimed(async () => (await model.doStream(callOptions(call))).stream)
      timed.push({ firstMs, ms })
    },
    close: () => server.stop(),
  }
}

async function readTimed(open: () => Promise<ReadableStream<LanguageModelV3StreamPart>>) {
  const startedAt = performance.now()
  let firstMs = 0
  const noted = new TransformStream<LanguageModelV3StreamPart, LanguageModelV3StreamPart>({
    transform: (part, controller) => {
      if (part.type === "text-delta") firstMs ||= performance.now() - startedAt
      controller.enqueue(part)
    },
  })
  const answer = await readAnswer((await open()).pipeThrough(noted))
  return { ...answer, firstMs, ms: performance.now() - startedAt }
}

/** As long as the profile says. */
function ideal({ outputTokens }: Step): Timed {
  const pieces = Math.max(1, Math.min(MOST_LETTERS, outputTokens * LETTERS_A_TOKEN) / 16)
  return { firstMs: PACE.firstTokenMs, ms: PACE.firstTokenMs + (Math.ceil(pieces) - 1) * PACE.chunkMs }
}

function timesShown(timed: readonly Timed[]): string[] {
  const times = timed.map(({ ms }) => ms)
  const shown = [meanOf(timed.map(({ firstMs }) => firstMs)), meanOf(times)]
  return [
    String(timed.length),
    ...[...shown, quantile(times, 0.5), quantile(times, 0.95)].map((ms) => `${(ms / 1000).toFixed(2)} s`),
  ]
}

function makeStage(): Promise<Stage> {
  return stage({ simulator: { model: WRITER, pace: PACE } })
}

/** Tells the simulated model how much to write. */
function mark(step: Step | undefined): string {
  return `[writes ${step?.outputTokens ?? 100} tokens]`
}

function tokensMarked({ messages }: ChatRequest): number {
  return Number(/\[writes (\d+) tokens\]/.exec(JSON.stringify(messages.at(-1)))?.[1] ?? 100)
}

function toolStep(id: string, { toolTokens }: Step, next: Step | undefined): LanguageModelV3Prompt {
  const read = { toolCallId: `call_${id}`, toolName: "read" }
  const words = "rate = 0.2 # so. ".repeat(Math.ceil(Math.min(toolTokens, MOST_TOKENS) / 4))
  return [
    { role: "assistant", content: [{ type: "tool-call", ...read, input: { path: `src/${id}.ts` } }] },
    {
      role: "tool",
      content: [{ type: "tool-result", ...read, output: { type: "text", value: `${words}${mark(next)}` } }],
    },
  ]
}

/** The asks are drawn by class, their loops by the same seed. */
function drawSessions(): Turn[][] {
  const random = seededRandom(SEED)
  const mix = SHAPES.mix
  if (!mix) throw new Error("unreachable")
  const turns: SessionTurn[] = []
  while (turns.length < ASKS * 4) turns.push(...drawSession(mix, REAL_SHARES, random))
  const asks = asksByClass()
  const wanted = shareOut()
  const chosen = CLASSES.flatMap((each) => {
    const loops = turns.filter((turn) => turn.class === each)
    return Array.from({ length: wanted[each] }, (_, index): Turn => {
      const loop = loops[index % loops.length] ?? turns[0]
      if (!loop) throw new Error("unreachable")
      const ask = asks[each][(index * 7) % asks[each].length] ?? ""
      return { ...loop, class: each, steps: loop.steps.slice(0, MOST_STEPS), ask }
    })
  })
  const shuffled = chosen.map((turn) => ({ turn, at: random() })).toSorted((a, b) => a.at - b.at)
  return Array.from({ length: SESSIONS }, (_, session) =>
    shuffled.flatMap(({ turn }, index) => (index % SESSIONS === session ? [turn] : [])),
  )
}

function shareOut(): Record<TaskClass, number> {
  const all = CLASSES.reduce((sum, each) => sum + REAL_SHARES[each], 0)
  const exact = (each: TaskClass) => Math.round((REAL_SHARES[each] / all) * ASKS)
  const others = { medium: exact("medium"), complex: exact("complex"), reasoning: exact("reasoning") }
  return { simple: ASKS - others.medium - others.complex - others.reasoning, ...others }
}

function asksByClass(): Record<TaskClass, string[]> {
  const text = readFileSync(join(import.meta.dir, "../../scripts/classifier/own-asks.txt"), "utf8")
  const sections = text.split(/^# /m).slice(1)
  const found = sections.map((section) => {
    const [name = "", ...lines] = section.split("\n")
    return [name.trim(), lines.filter((line) => line.trim() !== "")] as const
  })
  return Object.fromEntries(
    CLASSES.map((each) => [each, found.filter(([name]) => name === each).flatMap(([, lines]) => lines)]),
  ) as Record<TaskClass, string[]>
}

function totalOf(played: Played[]): bigint {
  return played.flatMap(({ calls }) => calls).reduce((sum, { costNano }) => sum + (costNano ?? 0n), 0n)
}

function saved(ours: bigint, theirs: bigint): string {
  return theirs === 0n ? "" : percent(1 - Number(ours) / Number(theirs))
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

function quantile(values: number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? 0
}
