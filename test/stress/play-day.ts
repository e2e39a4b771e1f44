// Plays a day of coding through the real provider against the simulator over loopback, and sets ledger and bill side by
// side. Time goes by as the simulator says, so that a busy machine changes nothing.
import { setSystemTime } from "bun:test"
import type {
  LanguageModelV3Prompt,
  LanguageModelV3StreamPart,
  SharedV3ProviderMetadata,
} from "@ai-sdk/provider"
import { type Call, keyIdOf, openAccount, reconcile, type Settlement } from "../../ledger/index.ts"
import type { BillLine, CodingModel, Fault } from "../../simulator/index.ts"
import { KEY, type Stage, stage, tool, user } from "../provider/stage.ts"
import {
  type Break,
  BYOK,
  CALLS_PER_SESSION,
  callsOf,
  isBilledToTheEnd,
  modelsOfDay,
  type PlannedCall,
  type Session,
  sessionsOfDay,
  systemPrompt,
} from "./coding-day.ts"
import { seededRandom } from "./seeded-random.ts"

export type Cause =
  | "finished"
  | "stopped"
  | "stopped, read on for its bill"
  | "stopped before content"
  | "cut"
  | "error in the stream"

export interface Entry {
  cause: Cause
  line: BillLine
  /** As the ledger first had it, right after the call's end. */
  atOnce: Settlement | undefined
  reconciled: Call | undefined
}

export interface Day {
  entries: Entry[]
  /** Rows that no line of the bill has. */
  rowsWithoutLine: Call[]
}

const START = Date.UTC(2026, 10, 23, 8)
const SECOND_MS = 1_000
/** A person reads or thinks; after every sixth call so long that caches are cold again. */
const PAUSE_MS = { next: 40 * SECOND_MS, long: 7 * 60 * SECOND_MS, every: 6 }
/** No generation is known before, so that nothing is reconciled in the background. */
const DAY_MS = 24 * 60 * 60 * SECOND_MS
const TOOLS = ["bash", "read", "edit", "write", "glob", "grep", "list", "todowrite"].map((name) => ({
  ...tool(name),
  description: `Runs ${name} in the folder of the project and says what came of it. `.repeat(25),
}))

export interface DayGiven {
  seed: number
  /** Of the sessions every so many-th alone, and of its calls the first. */
  every?: number
  calls?: number
}

export async function playDay({ seed, every = 1, calls = CALLS_PER_SESSION }: DayGiven): Promise<Day> {
  const replies = new Map<string, PlannedCall["reply"]>()
  const model: CodingModel = ({ session_id }) => replies.get(session_id ?? "") ?? { text: "?" }
  setSystemTime(new Date(START))
  const it = await stage({
    simulator: { models: modelsOfDay(), model, byok: [BYOK], pace: paceOf(seed), generationDelayMs: DAY_MS },
  })
  const noted = noteWrites(it)
  const causes = new Map<string, Cause>()
  const sessions = sessionsOfDay(seed)
    .filter((_session, index) => index % every === 0)
    .map((session) => new PlayedSession({ it, noted, session, calls: callsOf(session, seed) }))
  for (let round = 0; round < calls; round++) {
    for (const session of sessions) {
      replies.set(session.id, session.planned(round).reply)
      const cause = await session.play(round)
      for (const { id } of it.simulator.bill().slice(causes.size)) causes.set(id, cause)
    }
    const pause = round % PAUSE_MS.every === PAUSE_MS.every - 1 ? PAUSE_MS.long : PAUSE_MS.next
    setSystemTime(new Date(Date.now() + pause))
  }
  return reconciled(it, noted, causes)
}

/** About a second to the first token, and 8 ms for each one of reasoning in secret. */
function paceOf(seed: number) {
  const random = seededRandom(seed)
  const sleep = async (milliseconds: number) =>
    setSystemTime(new Date(Date.now() + milliseconds * random.around(1, 0.2)))
  return { firstTokenMs: SECOND_MS, chunkMs: 0, reasoningTokenMs: 8, sleep }
}

interface Noted {
  /** By call, in the order of their first settlements, the last one: no reconciliation is among them. */
  atOnce: Map<string, Settlement>
  generations: Set<string>
}

function noteWrites({ ledger }: Stage): Noted {
  const noted: Noted = { atOnce: new Map(), generations: new Set() }
  const { settle, noteGeneration } = ledger
  ledger.settle = async (id, settlement) => {
    noted.atOnce.set(id, settlement)
    await settle(id, settlement)
  }
  ledger.noteGeneration = async (id, generationId) => {
    noted.generations.add(generationId)
    await noteGeneration(id, generationId)
  }
  return noted
}

/** What is read on for its bill alone is settled soon after it was billed. */
async function readOn({ atOnce }: Noted): Promise<boolean> {
  const isSettled = () => [...atOnce.values()].at(-1)?.status === "settled"
  for (let look = 0; look < 200 && !isSettled(); look++) await Bun.sleep(2)
  return isSettled()
}

/** The simulator learns of a closed connection in its own time; what it refused is no generation. */
async function allBilled({ simulator }: Stage, { generations }: Noted): Promise<void> {
  while (simulator.bill().length < generations.size) await Bun.sleep(1)
}

async function reconciled(it: Stage, noted: Noted, causes: Map<string, Cause>): Promise<Day> {
  const atOnce = new Map(noted.atOnce)
  setSystemTime(new Date(Date.now() + 2 * DAY_MS))
  const account = openAccount({ baseUrl: it.instance.environment.baseUrl, apiKey: KEY })
  await reconcile({ ledger: it.ledger, account, keyId: keyIdOf(KEY), now: new Date() })
  setSystemTime()
  const calls = await it.calls()
  const byGeneration = new Map(calls.map((call) => [call.generationId, call]))
  const entries = it.simulator.bill().map((line): Entry => {
    const call = byGeneration.get(line.id)
    const cause = causes.get(line.id) ?? "finished"
    return { cause, line, reconciled: call, atOnce: atOnce.get(call?.id ?? "") }
  })
  const billed = new Set(entries.map(({ line }) => line.id))
  return { entries, rowsWithoutLine: calls.filter(({ generationId }) => !billed.has(generationId ?? "")) }
}

interface PlayedSessionGiven {
  it: Stage
  noted: Noted
  session: Session
  calls: PlannedCall[]
}

class PlayedSession {
  readonly id: string
  private readonly prompt: LanguageModelV3Prompt = systemPrompt()
  private turn = 0

  constructor(private readonly given: PlayedSessionGiven) {
    this.id = given.session.id
  }

  planned(call: number): PlannedCall {
    const planned = this.given.calls[call]
    if (!planned) throw new Error(`${this.id} has no call ${call}`)
    return planned
  }

  async play(index: number): Promise<Cause> {
    const call = this.planned(index)
    if (call.ask !== undefined) this.ask(call.ask)
    const parts = await this.answer(call)
    this.goOn(parts, call, index)
    const { it, noted, session } = this.given
    await allBilled(it, noted)
    const cause = causeOf(call, parts)
    const mayReadOn = cause === "stopped" && isBilledToTheEnd(session.model)
    return mayReadOn && (await readOn(noted)) ? "stopped, read on for its bill" : cause
  }

  private ask(text: string): void {
    this.turn++
    const { document } = this.given.session
    const attached = this.turn === 1 && document > 0 ? seededRandom(2).text("code", document) : ""
    this.prompt.push(user(`${text}\n${attached}`))
  }

  private async answer({ breaks }: PlannedCall): Promise<LanguageModelV3StreamPart[]> {
    const { it, session } = this.given
    const controller = new AbortController()
    const parts: LanguageModelV3StreamPart[] = []
    if (breaks) it.simulator.fail(this.faultOf(breaks, parts, controller))
    try {
      const stream = await it.open({
        model: session.model,
        session: this.id,
        turn: `msg_${this.id}_${this.turn}`,
        prompt: [...this.prompt],
        tools: TOOLS,
        abortSignal: controller.signal,
      })
      for await (const part of stream) parts.push(part)
    } catch (error) {
      if (!controller.signal.aborted) throw error
    }
    return parts
  }

  /** Comes once all that was sent before it has been read, with the id of the generation; a person stops the answer then. */
  private faultOf(
    { kind, at }: Break,
    parts: LanguageModelV3StreamPart[],
    controller: AbortController,
  ): Fault {
    const { session, noted } = this.given
    const known = noted.generations.size
    const reached = async (bytes: number) => {
      while (bytesOf(parts) < bytes || noted.generations.size === known) await Bun.sleep(1)
      if (kind === "stop") controller.abort(new DOMException("stopped", "AbortError"))
    }
    const of = { session: this.id, at }
    if (kind !== "stop") return kind === "cut" ? { kind, reached, ...of } : { kind, ...of }
    return { kind: isBilledToTheEnd(session.model) ? "pause" : "hang", reached, ...of }
  }

  /** As OpenCode keeps it: what had come of the answer with its metadata, and what its tools said. */
  private goOn(parts: LanguageModelV3StreamPart[], { toolResult }: PlannedCall, index: number): void {
    const text = joined(parts, "text-delta")
    const reasoning = joined(parts, "reasoning-delta")
    const thought = parts.find((part) => part.type === "reasoning-end")
    const called = parts.find((part) => part.type === "tool-call")
    const call = { toolCallId: `call_${index}`, toolName: called?.toolName ?? "" }
    this.prompt.push({
      role: "assistant",
      content: [
        ...(reasoning ? [{ type: "reasoning" as const, text: reasoning, ...kept(thought) }] : []),
        ...(text ? [{ type: "text" as const, text }] : []),
        ...(called
          ? [
              {
                type: "tool-call" as const,
                ...call,
                ...kept(called),
                input: JSON.parse(called.input) as unknown,
              },
            ]
          : []),
      ],
    })
    if (!called) return
    const output = { type: "text" as const, value: toolResult }
    this.prompt.push({ role: "tool", content: [{ type: "tool-result", ...call, output }] })
  }
}

/** OpenCode sends a part's metadata back as options. */
function kept(part: { providerMetadata?: SharedV3ProviderMetadata } | undefined) {
  return part?.providerMetadata ? { providerOptions: part.providerMetadata } : {}
}

function causeOf({ breaks }: PlannedCall, parts: LanguageModelV3StreamPart[]): Cause {
  if (!breaks) return "finished"
  if (breaks.kind === "stop") return bytesOf(parts) > 0 ? "stopped" : "stopped before content"
  return breaks.kind === "cut" ? "cut" : "error in the stream"
}

function bytesOf(parts: LanguageModelV3StreamPart[]): number {
  return parts.reduce((sum, part) => sum + ("delta" in part ? Buffer.byteLength(part.delta) : 0), 0)
}

function joined(parts: LanguageModelV3StreamPart[], type: "text-delta" | "reasoning-delta"): string {
  return parts.map((part) => (part.type === type ? part.delta : "")).join("")
}
