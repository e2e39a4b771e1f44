// Money for calls that pass Ralex's provider by (a person's pick, a pinned subagent): held at list price before they
// are sent, settled from their message events, refused over budget like any other.
import type { Hooks } from "@opencode-ai/plugin"
import type { Event } from "@opencode-ai/sdk"
import { forgetOldest, type Instance, limitSetBy, refusal } from "../config/index.ts"
import {
  type CallStart,
  exportCall,
  findModel,
  holdMoney,
  keepHouse,
  type Ledger,
  type Limit,
  logCall,
  openBooks,
  overBudgetSentence,
  type Settlement,
  settleSurely,
  tooManyCallsSentence,
  watchSpend,
} from "../ledger/index.ts"
import { isOurs } from "./is-ours.ts"
import { type EndedMessage, readEndedMessage, settlementOf, unknownEnd } from "./message-settlement.ts"
import { otherProviderBound } from "./other-provider-bound.ts"
import { readTitled } from "./read-title.ts"
import type { SessionTree } from "./session-tree.ts"
import type { TitlePrompt } from "./title-prompt.ts"

type ChatParams = NonNullable<Hooks["chat.params"]>
type Call = Parameters<ChatParams>[0]

/** Repeats of a message come close together; a server that runs for weeks must not keep every id. */
const REMEMBERED = 1_000
/** Calls under way at once. */
const MOST_OPEN = 1_000

export interface Meter {
  hold: (call: Call, output: Parameters<ChatParams>[1]) => Promise<void>
  /** OpenCode sends a call that failed once more: what is held for it then is held for the next try. */
  retry: (event: Event) => void
  settle: (event: unknown) => Promise<void>
  /** What is still open when OpenCode ends stays counted at what was held. */
  close: () => Promise<void>
}

interface Open {
  id: string
  ledger: Ledger
  limits: Limit[]
  start: CallStart
  /** As OpenCode's events have it. */
  modelId: string
  model: string
  startedAt: number
  /** OpenCode said that it failed and comes again. */
  failed: boolean
}

export interface MeterDeps {
  instance: Instance
  sessions: SessionTree
  titles: Pick<TitlePrompt, "measure">
  /** The module that answers Ralex's own models, which hold their money themselves. */
  providerUrl: string
}

export function meterOtherProviders(deps: MeterDeps): Meter {
  const open: Open[] = []
  // OpenCode sends a finished message two or three times; a late one must not settle the call that came after it.
  const settled = new Set<string>()
  const take = (isIt: (held: Open) => boolean): Open | undefined => {
    const index = open.findIndex(isIt)
    return index < 0 ? undefined : open.splice(index, 1)[0]
  }
  return {
    hold: async (call, output) => {
      if (isOurs(call.model, deps.providerUrl)) return
      const again = take((one) => one.failed && isTryOf(one, call))
      const held = await holdCall(call, output.maxOutputTokens, deps, again).catch((error: unknown) => {
        if (again) open.push(again)
        throw error
      })
      output.maxOutputTokens = held.maxOutputTokens
      open.push(held.open)
      // Their end was not heard of: what is held for them stays counted, as at the end of OpenCode.
      for (const lost of open.splice(0, open.length - MOST_OPEN)) await settle(lost, unknownEnd(lost), deps)
    },
    retry: ({ type, properties }) => {
      if (type !== "session.status" || properties.status.type !== "retry") return
      for (const one of open)
        if (one.start.session === properties.sessionID && one.start.agent !== "title") one.failed = true
    },
    settle: async (event) => {
      const titled = readTitled(event)
      const title = titled && take(({ start }) => start.session === titled && start.agent === "title")
      if (title) await settle(title, unknownEnd(title), deps)
      const message = readEndedMessage(event)
      if (!message || settled.has(message.id)) return
      const held = take((one) => isCallOf(one, message))
      if (!held) return
      settled.add(message.id)
      forgetOldest(settled, REMEMBERED)
      await settle(held, settlementOf(message, held), deps)
    },
    close: async () => {
      await Promise.all(open.splice(0).map((held) => settle(held, unknownEnd(held), deps)))
    },
  }
}

async function settle(
  { id, ledger, limits, start, model }: Open,
  settlement: Settlement,
  { instance }: MeterDeps,
) {
  const lost = (reason: string) =>
    instance.tell({
      level: "error",
      text: `Ralex could not write a call of ${model} to the ledger, it stays counted as held: ${reason}`,
    })
  exportCall(instance, { start, settlement, endedAt: Date.now() })
  logCall({ at: new Date(), start, settlement }, instance)
  await settleSurely({ ledger, id, settlement, lost })
  watchSpend({ ledger, instance, limits, where: { ...start, at: new Date() } })
}

/** Long enough for a title and the thinking before it; what is held for it stays counted. */
const TITLE_OUTPUT_TOKENS = 4_096

async function holdCall(
  call: Call,
  maxOutputTokens: number | undefined,
  deps: MeterDeps,
  again: Open | undefined,
): Promise<{ maxOutputTokens: number; open: Open }> {
  const { instance } = deps
  if (instance.loaded.error) throw refusal(`Ralex made no call: ${instance.loaded.error}`)
  const start = again?.start ?? (await startOf(call, deps))
  const books = await openBooks(instance, start.turn ?? undefined)
  if (books.kind === "closed") throw noLedger(books.reason)
  keepHouse({ ...books, instance, now: new Date() })
  const isTitle = call.agent === "title" && books.limits.length > 0
  const most = Math.min(maxOutputTokens ?? call.model.limit.output, isTitle ? TITLE_OUTPUT_TOKENS : Infinity)
  const prompt = isTitle ? await deps.titles.measure(call.sessionID) : undefined
  const bound = otherProviderBound(call.model, most, prompt)
  const held = await holdMoney(books, instance, (ledger) =>
    again?.ledger === ledger
      ? ledger.rehold(start.id, { model: start.model, tier: null, bound, limits: books.limits })
      : ledger.hold(start, bound, books.limits, books.caps),
  )
  if (held.kind === "closed") throw noLedger(held.reason)
  const { outcome, ledger } = held
  const { id, model, startedAt } = start
  const where = { ...start, at: startedAt }
  if (outcome.kind === "held") {
    const open = { id, ledger, limits: books.limits, start, model, modelId: call.model.id }
    const since = { startedAt: startedAt.getTime(), failed: false }
    return { maxOutputTokens: outcome.maxOutputTokens, open: { ...open, ...since } }
  }
  if (call.agent !== "title") instance.outcome.budgetStopped = true // a run goes on without a title
  if (outcome.kind === "too-many-calls") throw refusal(tooManyCallsSentence(outcome), 402)
  watchSpend({ ledger, instance, limits: books.limits, where, refusals: [outcome] })
  throw refusal(
    overBudgetSentence(outcome, "other-provider", limitSetBy(instance, outcome, start.turn ?? undefined)),
    402,
  )
}

async function startOf(
  { sessionID: session, model, agent, message }: Call,
  { instance, sessions }: MeterDeps,
): Promise<CallStart> {
  const asked = `${model.providerID}/${model.id}`
  return {
    id: crypto.randomUUID(),
    startedAt: new Date(),
    project: instance.project,
    session,
    rootSession: await sessions.rootOf(session),
    run: instance.run,
    turn: await sessions.turnOf(session, message.id),
    agent,
    class: null,
    tier: null,
    cause: "other-provider",
    signals: [`${model.providerID} was chosen by the person`],
    modelAsked: asked,
    // By OpenRouter's name where it has one: a limit on a model holds for it wherever it is bought.
    model: findModel(asked)?.id ?? model.id,
    provider: model.providerID,
    keyId: null,
  }
}

function noLedger(reason: string): Error {
  return refusal(
    `Ralex made no call: a budget is set but the ledger can not be used (${reason}). Mend it, or set RALEX_LEDGER to another place.`,
  )
}

function isTryOf({ start, modelId }: Open, { sessionID, agent, model }: Call): boolean {
  const { session, provider } = start
  return (
    session === sessionID && start.agent === agent && provider === model.providerID && modelId === model.id
  )
}

/** A title's call has the session of its chat but no message of its own, so the agent tells them apart. */
function isCallOf(
  { start, modelId }: Open,
  { sessionID, agent, providerID, modelID }: EndedMessage,
): boolean {
  const sameCall = start.session === sessionID && start.provider === providerID && modelId === modelID
  return sameCall && (!agent || agent === start.agent)
}
