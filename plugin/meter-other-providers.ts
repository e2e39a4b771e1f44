// Money for calls that pass Ralex's provider by (a person's pick, a pinned subagent): held at list price before they
// are sent, settled from their message events, refused over budget like any other.
import type { Hooks } from "@opencode-ai/plugin"
import { z } from "zod"
import { type Instance, limitSetBy, refusal } from "../config/index.ts"
import {
  type Bound,
  boundOf,
  findModel,
  type Ledger,
  type Model,
  openBooks,
  overBudgetSentence,
  type PromptSize,
  type Settlement,
  tooManyCallsSentence,
  usdToNano,
} from "../ledger/index.ts"
import { dearestPrice } from "./dearest-price.ts"
import { isOurs } from "./is-ours.ts"
import type { SessionTree } from "./session-tree.ts"

type ChatParams = NonNullable<Hooks["chat.params"]>
type Call = Parameters<ChatParams>[0]

/** Repeats of a message come close together; a server that runs for weeks must not keep every id. */
const REMEMBERED = 1_000

export interface Meter {
  hold: (call: Call, output: Parameters<ChatParams>[1]) => Promise<void>
  settle: (event: unknown) => Promise<void>
  /** What is still open when OpenCode ends stays counted at what was held. */
  close: () => Promise<void>
}

interface Open {
  id: string
  ledger: Ledger
  session: string
  agent: string
  provider: string
  model: string
  startedAt: number
}

export interface MeterDeps {
  instance: Instance
  sessions: SessionTree
  /** The module that answers Ralex's own models, which hold their money themselves. */
  providerUrl: string
}

export function meterOtherProviders({ instance, sessions, providerUrl }: MeterDeps): Meter {
  const open: Open[] = []
  // OpenCode sends a finished message two or three times; a late one must not settle the call that came after it.
  const settled = new Set<string>()
  return {
    hold: async (call, output) => {
      if (isOurs(call.model, providerUrl)) return
      const held = await holdCall(call, output.maxOutputTokens, { instance, sessions })
      output.maxOutputTokens = held.maxOutputTokens
      open.push(held.open)
    },
    settle: async (event) => {
      const message = messageSchema.safeParse(event)
      if (!message.success) return
      const { info } = message.data.properties
      if ((!info.error && !info.time?.completed) || settled.has(info.id)) return
      const index = open.findIndex((held) => isCallOf(held, info))
      const [held] = index < 0 ? [] : open.splice(index, 1)
      if (!held) return
      settled.add(info.id)
      if (settled.size > REMEMBERED) settled.delete([...settled][0] ?? "")
      await held.ledger.settle(held.id, settlementOf(info, held)).catch((error) => {
        const text = `Ralex could not write a call of ${held.model} to the ledger, it stays counted as held: ${error}`
        instance.tell({ level: "error", text })
      })
    },
    close: async () => {
      for (const held of open.splice(0)) await held.ledger.settle(held.id, unknownEnd(held))
    },
  }
}

async function holdCall(
  call: Call,
  maxOutputTokens: number | undefined,
  { instance, sessions }: Pick<MeterDeps, "instance" | "sessions">,
): Promise<{ maxOutputTokens: number; open: Open }> {
  if (instance.loaded.error) throw refusal(`Ralex made no call: ${instance.loaded.error}`)
  const books = await openBooks(instance)
  if (books.kind === "closed")
    throw refusal(`Ralex made no call: a budget is set but the ledger can not be used (${books.reason}).`)
  const { sessionID: session, model, agent } = call
  const startedAt = new Date()
  const open = {
    id: crypto.randomUUID(),
    ledger: books.ledger,
    session,
    agent,
    provider: model.providerID,
    model: model.id,
    startedAt: startedAt.getTime(),
  }
  const start = {
    id: open.id,
    startedAt,
    project: instance.project,
    session,
    rootSession: await sessions.rootOf(session),
    run: instance.run,
    turn: call.message.id,
    agent,
    class: null,
    tier: null,
    cause: "other-provider",
    signals: [`${model.providerID} was chosen by the person`],
    modelAsked: `${model.providerID}/${model.id}`,
    model: model.id,
    provider: model.providerID,
    keyId: null,
  }
  const bound = boundAtListPrice(call, maxOutputTokens)
  const outcome = await books.ledger.hold(start, bound, books.limits, books.caps)
  if (outcome.kind === "held") return { maxOutputTokens: outcome.maxOutputTokens, open }
  instance.outcome.budgetStopped = true
  if (outcome.kind === "too-many-calls") throw refusal(tooManyCallsSentence(outcome), 402)
  throw refusal(overBudgetSentence(outcome, "other-provider", limitSetBy(instance, outcome)), 402)
}

/**
 * The hook does not see the prompt, so its bound is the model's whole context window. For OpenRouter's models the
 * catalogue says the price; for others OpenCode's merged configuration does (docs/security.md).
 */
function boundAtListPrice({ model }: Call, wanted: number | undefined): Bound {
  const maxOutputTokens = wanted ?? model.limit.output
  const known = model.providerID === "openrouter" ? findModel(model.id) : undefined
  if (known) return boundOf(wholeWindow(known), known, maxOutputTokens)
  const dearest = dearestPrice(model.cost)
  return {
    inputNano: (usdToNano(dearest.input) * BigInt(model.limit.context)) / 1_000_000n,
    outputNanoPerMillion: usdToNano(dearest.output),
    maxOutputTokens,
    minOutputTokens: Math.min(2_000, maxOutputTokens),
  }
}

function wholeWindow({ contextTokens }: Model): PromptSize {
  return { promptBytes: contextTokens, messages: 0, media: [] }
}

const messageSchema = z.object({
  type: z.literal("message.updated"),
  properties: z.object({
    info: z.object({
      id: z.string(),
      role: z.literal("assistant"),
      sessionID: z.string(),
      agent: z.string().nullish(),
      providerID: z.string(),
      modelID: z.string(),
      cost: z.number(),
      tokens: z.object({
        input: z.number(),
        output: z.number(),
        reasoning: z.number(),
        cache: z.object({ read: z.number(), write: z.number() }),
      }),
      time: z.object({ completed: z.number().nullish() }).nullish(),
      error: z.object({ name: z.string() }).nullish(),
    }),
  }),
})
type Info = z.infer<typeof messageSchema>["properties"]["info"]

/** A title's call has the session of its chat but no message of its own, so the agent tells them apart. */
function isCallOf(held: Open, { sessionID, agent, providerID, modelID }: Info): boolean {
  const sameCall = held.session === sessionID && held.provider === providerID && held.model === modelID
  return sameCall && (!agent || agent === held.agent)
}

/** OpenCode's cost is tokens x list price; a failure before any answer costs nothing, an aborted answer is unknown. */
function settlementOf(info: Info, held: Open): Settlement {
  const known = !info.error || (info.error.name === "APIError" && info.cost === 0)
  if (!known && info.cost === 0) return unknownEnd(held)
  const { input, output, reasoning, cache } = info.tokens
  const costNano = usdToNano(info.cost)
  return {
    ...unknownEnd(held),
    status: info.error ? (known ? "settled" : "estimated") : "settled",
    outcome: info.error?.name ?? "ok",
    costNano,
    baselineNano: costNano,
    usage: {
      inputTokens: input + cache.read + cache.write,
      cachedTokens: cache.read,
      cacheWriteTokens: cache.write,
      outputTokens: output + reasoning,
      reasoningTokens: reasoning,
    },
  }
}

function unknownEnd({ model, startedAt }: Open): Settlement {
  return {
    status: "unreconciled",
    outcome: "unknown",
    costNano: 0n,
    baselineNano: 0n,
    cacheSavedNano: 0n,
    usage: { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0, reasoningTokens: 0 },
    model,
    generationId: null,
    timeToFirstTokenMs: null,
    durationMs: Date.now() - startedAt,
    attempts: 1,
  }
}
