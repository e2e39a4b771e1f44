// A day of one OpenCode process in so many minutes: sessions begin and end, upstream attempts are struck, a subagent's
// budget runs out and comes back at midnight, commands are judged; and what all of that left behind.
import { appendFileSync, readFileSync } from "node:fs"
import { applyProfile } from "../../config/index.ts"
import { type Call, finishBackground, keyIdOf, openAccount, reconcile } from "../../ledger/index.ts"
import { closeStages, KEY } from "../provider/stage.ts"
import { chance, pick } from "../stress/chance.ts"
import { type FastClock, fastClock, realNow } from "./fast-clock.ts"
import { playCall, type SoakCall } from "./play-call.ts"
import { HARMFUL, HARMLESS } from "./soak-commands.ts"
import { ask, firstPrompt, toolStep } from "./soak-prompt.ts"
import { beginSession, type SoakStage, soakStage } from "./soak-stage.ts"
import type { SoakBill } from "./soak-upstream.ts"
import { openHandles, type Sample, sampleProcess } from "./watch-process.ts"

export const DAY_MS = 24 * 3_600_000
const SEED = 9
/** Sessions, in each of the provider's memories. */
const REMEMBERED = 500

export interface SoakGiven {
  minutes: number
  /** Sessions at the same time. */
  width?: number
  /** Hears of each sample. */
  progress?: (sample: Sample) => void
}

/** Calls that began in an hour of the day, by their ends. */
export type Hour = Record<SoakCall["end"] | "nobodyUp", number>

export interface SoakRun {
  minutes: number
  width: number
  sessions: number
  hours: Hour[]
  /** Those that were struck, or failed. */
  notable: SoakCall[]
  attempts: number
  samples: Sample[]
  /** Before and after the day, with nothing under way. */
  idle: { before: Handles; after: Handles }
  verdicts: { judged: number; blocked: number; wrong: string[] }
  rows: Call[]
  bill: SoakBill[]
  told: Map<string, number>
  isSealed: boolean
  weakModel: string
}

type Handles = ReturnType<typeof openHandles>

interface Playing {
  stage: SoakStage
  run: SoakRun
  isOver: () => boolean
  calm: boolean
}

export async function playSoak({ minutes, width = 24, progress }: SoakGiven): Promise<SoakRun> {
  const clock = fastClock({ factor: DAY_MS / (minutes * 60_000), from: noonOfToday(), startedAt: realNow() })
  const stage = await soakStage(clock)
  const run = emptyRun(minutes, width)
  try {
    await playDay(stage, run, clock, progress)
    await settleAll(stage, run)
  } finally {
    await closeStages()
    await stage.close()
  }
  return run
}

async function playDay(
  stage: SoakStage,
  run: SoakRun,
  clock: FastClock,
  progress: SoakGiven["progress"],
): Promise<void> {
  const { it } = stage
  run.weakModel = applyProfile(it.instance.loaded.config).tiers.cheap[0] ?? ""
  await warmUp(stage, run)
  clock.begin()
  const isOver = () => clock.elapsed() >= DAY_MS
  const watching = watch(stage, run, isOver, progress)
  const lives = Array.from({ length: run.width }, async (_, worker) => {
    for (let number = 1; !isOver(); number++)
      await playSession({ stage, run, isOver, calm: false }, worker, number)
  })
  await Promise.all([...lives, watching])
}

/** What a process remembers of sessions is bounded by a number of them: no slope is one before so many were there. */
async function warmUp(stage: SoakStage, run: SoakRun): Promise<void> {
  const playing = { stage, run, isOver: () => false, calm: true }
  const each = Math.ceil(REMEMBERED / run.width)
  const work = async (_: unknown, worker: number) => {
    for (let number = 1; number <= each; number++) await playSession(playing, worker, -number)
  }
  await Promise.all(Array.from({ length: run.width }, work))
  await finishBackground(10_000)
  run.idle.before = openHandles()
}

async function playSession(playing: Playing, worker: number, number: number): Promise<void> {
  const { stage, run, isOver } = playing
  const session = `ses_${worker}_${number}`
  const agent = number % 8 === 7 ? "explore" : "build"
  beginSession(stage.sessions, session)
  if (!playing.calm) run.sessions++
  const prompt = firstPrompt()
  const turns = playing.calm ? 1 : 1 + Math.floor(chance(SEED, "turns", session) * 5)
  const asked = agent === "explore" ? "cheap" : pick(ASKED, SEED, "asked", session)
  for (let turn = 0, index = 0; turn < turns; turn++) {
    prompt.push(ask(SEED, session, turn))
    const steps = playing.calm ? 1 : 1 + Math.floor(chance(SEED, "steps", session, turn) * 6)
    for (let step = 0; step < steps && !isOver(); step++, index++) {
      const place = { session, agent, asked, turn: `msg_${session}_${turn}`, index, prompt: [...prompt] }
      const call = await playCall({
        stage,
        seed: SEED,
        ...place,
        weakModel: run.weakModel,
        calm: playing.calm,
      })
      if (!playing.calm) {
        note(run, call)
        keepNotable(stage, call)
      }
      await judge(playing, session, index)
      prompt.push(...toolStep(session, turn, step))
      if (!playing.calm) await Bun.sleep(50 + chance(SEED, "pause", session, index) * 500)
    }
  }
}

const ASKED = ["auto", "auto", "auto", "auto", "cheap", "smart", "premium"] as const

function note(run: SoakRun, call: SoakCall): void {
  const hour = run.hours[Math.min(23, Math.floor(call.at / 3_600_000))]
  run.attempts += call.attempts
  const nobodyUp = call.end === "failed" && call.strikes.some(({ name }) => name === "the network is down")
  if (hour) hour[nobodyUp ? "nobodyUp" : call.end]++
}

/** Those that were struck, or failed, wait on the disk for the day's end, so that they are not taken for Ralex's memory. */
function keepNotable({ it }: SoakStage, call: SoakCall): void {
  if (call.strikes.length > 0 || call.end === "failed" || call.end === "wrong text")
    appendFileSync(notableFile(it), `${JSON.stringify(call)}\n`)
}

function readNotable({ it }: SoakStage): SoakCall[] {
  return readFileSync(notableFile(it), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as SoakCall)
}

function notableFile(it: SoakStage["it"]): string {
  return `${ledgerFile(it)}.notable.jsonl`
}

/** What the model would do next. */
async function judge({ stage, run }: Playing, session: string, index: number): Promise<void> {
  const isHarmful = chance(SEED, "harm", session, index) < 0.05
  const { command, verdict } = pick(isHarmful ? HARMFUL : HARMLESS, SEED, "command", session, index)
  const callID = `call_${session}_${index}`
  const said = await stage.guard
    .before({ tool: "bash", sessionID: session, callID }, { args: { command } })
    .then(
      () => "allow",
      () => "block",
    )
  stage.guard.ended(callID)
  run.verdicts.judged++
  if (said === "block") run.verdicts.blocked++
  if (said !== verdict) run.verdicts.wrong.push(`${command}: ${said}`)
}

const SAMPLES = 360

async function watch(
  { it, clock, upstream }: SoakStage,
  run: SoakRun,
  isOver: () => boolean,
  progress: SoakGiven["progress"],
): Promise<void> {
  const everyMs = (run.minutes * 60_000) / SAMPLES
  const startedAt = realNow()
  while (!isOver()) {
    await Bun.sleep(everyMs)
    const { log } = it.instance.environment.paths
    const sample = {
      ...{ at: realNow() - startedAt, ofDay: clock.elapsed(), calls: callsOf(run) },
      ...sampleProcess({ log, ledger: ledgerFile(it) }),
    }
    run.samples.push(sample)
    progress?.(sample)
    await upstream.forget()
  }
}

export function callsOf({ hours }: Pick<SoakRun, "hours">): number {
  return hours.reduce((sum, hour) => sum + Object.values(hour).reduce((total, count) => total + count, 0), 0)
}

/** All that went on beside the calls has ended, and what is still open is asked for. */
async function settleAll(stage: SoakStage, run: SoakRun): Promise<void> {
  const { it, upstream, told } = stage
  await finishBackground(30_000)
  const account = openAccount({ baseUrl: it.instance.environment.baseUrl, apiKey: KEY })
  for (let look = 0; look < 100; look++) {
    const billed = new Set((await upstream.bill()).map(({ id }) => id))
    if ((await it.calls()).every(({ generationId }) => generationId === null || billed.has(generationId)))
      break
    await Bun.sleep(200)
  }
  await reconcile({ ledger: it.ledger, account, keyId: keyIdOf(KEY), now: new Date() })
  run.notable = readNotable(stage)
  run.rows = await it.calls()
  run.bill = await upstream.bill()
  run.told = told
  run.isSealed = (await it.ledger.verify(true)).kind === "whole"
  run.idle.after = openHandles()
}

function ledgerFile({ instance }: SoakStage["it"]): string {
  return instance.environment.ledger.replace(/^sqlite:/, "")
}

/** So that a midnight lies in the middle. */
function noonOfToday(): number {
  return Math.floor(realNow() / DAY_MS) * DAY_MS + DAY_MS / 2
}

function emptyRun(minutes: number, width: number): SoakRun {
  const hour = () => ({ whole: 0, stopped: 0, refused: 0, failed: 0, "wrong text": 0, nobodyUp: 0 })
  const none = { sockets: 0, files: 0 }
  return {
    ...{ minutes, width, sessions: 0, hours: Array.from({ length: 24 }, hour), notable: [], attempts: 0 },
    ...{ samples: [], idle: { before: none, after: none }, verdicts: { judged: 0, blocked: 0, wrong: [] } },
    ...{ rows: [], bill: [], told: new Map(), isSealed: false, weakModel: "" },
  }
}
