// The provider as a healthy plugin would be behind it: an instance in the runtime slot, and OpenRouter simulated.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type {
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
  LanguageModelV3Prompt,
  LanguageModelV3StreamPart,
} from "@ai-sdk/provider"
import type { z } from "zod"
import { configSchema, HANDSHAKE, type Instance, readEnvironment, runtimeSlot } from "../../config/index.ts"
import {
  type Call,
  finishBackground,
  flushAlerts,
  type Ledger,
  sharedLedger,
  toolModels,
} from "../../ledger/index.ts"
import { createRalex } from "../../provider/index.ts"
import { RalexModel } from "../../provider/ralex-model.ts"
import { shakeHands } from "../../provider/shake-hands.ts"
import type { TimeLimits } from "../../provider/time-limits.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { type BillLine, createSimulator, type Simulator } from "../../simulator/index.ts"
import { limitsOf } from "../config/limits-of.ts"

export const KEY = "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"

type SimulatorOptions = Parameters<typeof createSimulator>[0]
type ConfigInput = z.input<typeof configSchema>

export interface CallGiven {
  model?: string
  ask?: string
  prompt?: LanguageModelV3Prompt
  tools?: LanguageModelV3CallOptions["tools"]
  session?: string
  rootSession?: string
  agent?: string
  turn?: string
  /** The person's message in the root session; left out, `turn`. */
  rootTurn?: string
  maxOutputTokens?: number
  abortSignal?: AbortSignal
  /** In place of a healthy plugin's. */
  headers?: Record<string, string>
}

export interface Answer {
  parts: LanguageModelV3StreamPart[]
  text: string
  finish: Extract<LanguageModelV3StreamPart, { type: "finish" }> | undefined
  /** What stood in the stream in place of an end. */
  error: unknown
}

export interface Stage {
  simulator: Simulator
  instance: Instance
  ledger: Ledger
  /** What the person was told. */
  told: string[]
  open: (given?: CallGiven) => Promise<ReadableStream<LanguageModelV3StreamPart>>
  /** The same without streaming. */
  generate: (given?: CallGiven) => Promise<LanguageModelV3GenerateResult>
  /** A whole call, read to its end. */
  call: (given?: CallGiven) => Promise<Answer>
  /** The sentence that a call is refused with. */
  refused: (given?: CallGiven) => Promise<Error>
  calls: () => Promise<Call[]>
  /** The models that were asked upstream, in order. */
  asked: () => string[]
  billedNano: () => bigint
}

export interface StageGiven {
  simulator?: Partial<SimulatorOptions>
  config?: ConfigInput
  /** Where the upstream is; left out, the simulator. */
  url?: string
  /** The person's; left out, one that the simulator takes. */
  keys?: string[]
  /** How long the upstream may keep silent, in place of what holds for people. */
  limits?: Partial<TimeLimits>
}

const closers: (() => Promise<void>)[] = []

export async function stage({
  simulator: options = {},
  config = {},
  ...given
}: StageGiven = {}): Promise<Stage> {
  const root = mkdtempSync(join(tmpdir(), "ralex-provider-"))
  const simulator = createSimulator({ models: simulatedModels(toolModels()), keys: [KEY], ...options })
  const server = simulator.serve()
  const told: string[] = []
  const address = `sqlite:${join(root, "ledger.db")}`
  const environment = readEnvironment({
    HOME: root,
    RALEX_BASE_URL: given.url ?? server.url,
    RALEX_LEDGER: address,
  })
  const project = join(root, "project")
  mkdirSync(project)
  // Rates are those of the process, which all tests share.
  const parsed = configSchema.parse({ ...config, calls: { rateLimits: {}, ...config.calls } })
  const instance: Instance = {
    nonce: crypto.randomUUID(),
    run: "run-1",
    project,
    environment,
    loaded: {
      config: parsed,
      written: {},
      notices: [],
      error: undefined,
      sources: [],
      limits: limitsOf(parsed, environment, project),
    },
    apiKeys: () => given.keys ?? [KEY],
    tell: ({ text }) => void told.push(text),
    outcome: { budgetStopped: false, blocked: 0 },
    decisions: new Map(),
    chosenTiers: new Map(),
    commands: new Map(),
    attempts: new Map(),
    exitCodes: new Map(),
  }
  const slot = runtimeSlot()
  slot.instances.set(instance.nonce, instance)
  const ledger = await sharedLedger(slot, address)
  closers.push(async () => {
    slot.instances.delete(instance.nonce)
    slot.ledgers.delete(address)
    await server.stop()
    await ledger.close()
    rmSync(root, { recursive: true, force: true })
  })
  const provider = given.limits ? withLimits(given.limits) : createRalex()
  const asked = (call: CallGiven) => ({
    ...callOptions(call),
    headers: call.headers ?? headersOf(instance, call),
  })
  const open: Stage["open"] = async (call = {}) => {
    const { stream } = await provider.languageModel(call.model ?? "auto").doStream(asked(call))
    return stream
  }
  return {
    simulator,
    instance,
    ledger,
    told,
    open,
    generate: async (call = {}) => provider.languageModel(call.model ?? "auto").doGenerate(asked(call)),
    call: async (call) => readAnswer(await open(call)),
    refused: async (call) => {
      const outcome = await open(call).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (outcome instanceof Error) return outcome
      throw new Error("the call was not refused")
    },
    calls: () => ledger.calls({}),
    asked: () => simulator.requests().map(({ body }) => body.model ?? ""),
    billedNano: () => simulator.bill().reduce((sum: bigint, line: BillLine) => sum + line.costNano, 0n),
  }
}

function withLimits(limits: Partial<TimeLimits>): ReturnType<typeof createRalex> {
  const deps = {
    shakeHands: (headers: Record<string, string | undefined>) => shakeHands(headers, undefined),
    fetch: undefined,
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
    limits,
  }
  return { languageModel: (id) => new RalexModel(id, deps) }
}

/** To be called in afterEach. */
export async function closeStages(): Promise<void> {
  await finishBackground()
  await flushAlerts()
  for (const close of closers.splice(0)) await close()
}

/** Headers as plugin/vouch.ts and OpenCode itself put them on a call. */
export function headersOf({ nonce, project }: Instance, call: CallGiven): Record<string, string> {
  const session = call.session ?? "ses_1"
  return {
    [HANDSHAKE.nonce]: nonce,
    [HANDSHAKE.agent]: encodeURIComponent(call.agent ?? "build"),
    [HANDSHAKE.project]: encodeURIComponent(project),
    [HANDSHAKE.session]: session,
    [HANDSHAKE.rootSession]: call.rootSession ?? session,
    [HANDSHAKE.ask]: call.turn ?? "msg_1",
    [HANDSHAKE.turn]: call.rootTurn ?? call.turn ?? "msg_1",
    "x-session-affinity": session,
    "X-Session-Id": session,
    "User-Agent": "opencode/1.18.33",
  }
}

export function user(text: string): LanguageModelV3Prompt[number] {
  return { role: "user", content: [{ type: "text", text }] }
}

export function toolTurn(id: string): LanguageModelV3Prompt {
  return [
    {
      role: "assistant",
      content: [{ type: "tool-call", toolCallId: id, toolName: "read", input: { filePath: "a" } }],
    },
    {
      role: "tool",
      content: [
        {
          type: "tool-result",
          toolCallId: id,
          toolName: "read",
          output: { type: "text", value: "prove a deadlock" },
        },
      ],
    },
  ]
}

export function tool(name: string): NonNullable<LanguageModelV3CallOptions["tools"]>[number] {
  const inputSchema = {
    type: "object",
    properties: { filePath: { type: "string", description: "refactor" } },
  } as const
  return { type: "function", name, description: "Prove and re-architect distributed systems.", inputSchema }
}

export function callOptions({
  ask,
  prompt,
  tools,
  maxOutputTokens,
  abortSignal,
}: CallGiven): LanguageModelV3CallOptions {
  return {
    prompt: prompt ?? [
      { role: "system", content: "You are a coding agent." },
      user(ask ?? "rename a variable"),
    ],
    ...(tools ? { tools } : {}),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(abortSignal ? { abortSignal } : {}),
  }
}

export async function readAnswer(stream: ReadableStream<LanguageModelV3StreamPart>): Promise<Answer> {
  const parts: LanguageModelV3StreamPart[] = []
  for await (const part of stream) parts.push(part)
  const finish = parts.find((part) => part.type === "finish")
  const error = parts.find((part) => part.type === "error")?.error
  const text = parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join("")
  return { parts, text, finish, error }
}
