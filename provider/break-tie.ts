// Where the classifier is not sure and the person wants it (routing.llmTieBreak), a cheap model says the class: within the
// budget, once an ask, and not while it keeps failing. Whatever goes wrong, the classifier's own answer stands.
import { LRUCache } from "lru-cache"
import { CLASSES, type Classification, type Routing } from "../config/index.ts"
import {
  boundOf,
  type CallStart,
  cacheSavingOf,
  findModel,
  formatUsd,
  keyIdOf,
  type Ledger,
  type Limit,
  logCall,
  type Model,
  nanoToUsd,
  priceAt,
  type Settlement,
  settleSurely,
} from "../ledger/index.ts"
import { askClass, type ClassAnswer, MAX_OUTPUT_TOKENS, messagesOf } from "./ask-class.ts"
import { NOTHING_USED } from "./end-of-call.ts"
import type { Caller } from "./shake-hands.ts"
import { whereOf } from "./where-of.ts"

export interface TieRequest {
  ask: string
  found: Classification
  routing: Routing
  caller: Caller
  apiKey: string
  ledger: Ledger
  limits: Limit[]
  deps: { fetch: typeof globalThis.fetch | undefined; now: () => number; newId: () => string }
}

/** Below this the classifier is right about as often as not (docs/routing.md, calibration). */
export const UNSURE = 0.6
const FAILURES_IN_A_ROW = 3
const REST_MS = 5 * 60_000
const REMEMBERED = 500

const known = new LRUCache<bigint | number, Classification>({ max: REMEMBERED })
const circuit = { failures: 0, openUntil: 0 }

export async function breakTie(request: TieRequest): Promise<Classification> {
  const { ask, found, deps } = request
  if (found.confidence >= UNSURE || ask === "") return found
  const key = Bun.hash(ask)
  const remembered = known.get(key)
  if (remembered) return remembered
  if (deps.now() < circuit.openUntil) return found
  const said = await askWithinBudget(request).catch(() => undefined)
  if (said === undefined) return found
  note(said, deps.now())
  if (said.class === undefined) return found
  const broken = agree(found, said.class)
  known.set(key, broken)
  return broken
}

/** For tests: nothing is remembered. */
export function forgetTies(): void {
  known.clear()
  Object.assign(circuit, { failures: 0, openUntil: 0 })
}

function note(said: ClassAnswer, now: number): void {
  circuit.failures = said.class === undefined ? circuit.failures + 1 : 0
  if (circuit.failures < FAILURES_IN_A_ROW) return
  Object.assign(circuit, { failures: 0, openUntil: now + REST_MS })
}

/** @returns undefined where no money could be held for it. */
async function askWithinBudget(request: TieRequest): Promise<ClassAnswer | undefined> {
  const { ask, routing, caller, apiKey, ledger, limits, deps } = request
  const model = routing.tiers.cheap.map(findModel).find((each) => each !== undefined)
  if (!model) return undefined
  const start = startOf(request, model)
  const promptBytes = Buffer.byteLength(JSON.stringify(messagesOf(ask))) + 1_000 // and the form of the answer
  const bound = boundOf({ promptBytes, messages: 2, media: [], cacheTtl: "5m" }, model, MAX_OUTPUT_TOKENS)
  const held = await ledger.hold(start, bound, limits)
  if (held.kind !== "held") return undefined
  const price = priceAt(model, promptBytes)
  const said = await askClass({
    ask,
    modelId: model.id,
    baseUrl: caller.instance.environment.baseUrl,
    apiKey,
    fetch: deps.fetch,
    maxPrice: {
      prompt: nanoToUsd(price.inputNanoPerMillion),
      completion: nanoToUsd(price.outputNanoPerMillion),
    },
  })
  const settlement = settlementOf(said, model, deps.now() - start.startedAt.getTime())
  logCall({ at: new Date(deps.now()), start, settlement }, caller.instance)
  await settleSurely({
    ledger,
    id: start.id,
    settlement,
    lost: (reason) => tellLost(caller, reason, settlement),
  })
  return said
}

function startOf({ caller, apiKey, deps }: TieRequest, model: Model): CallStart {
  const { at: startedAt, ...where } = whereOf(caller, new Date(deps.now()))
  return {
    ...where,
    id: deps.newId(),
    startedAt,
    session: caller.session,
    class: null,
    tier: "cheap",
    cause: "tie-break",
    signals: ["the classifier was not sure of the ask's class"],
    modelAsked: "auto",
    model: model.id,
    provider: "openrouter",
    keyId: keyIdOf(apiKey),
  }
}

/** What is not known counts as held until it is reconciled. */
function settlementOf(said: ClassAnswer, model: Model, durationMs: number): Settlement {
  const { costNano, generationId } = said
  return {
    status: costNano === undefined ? "unreconciled" : "settled",
    outcome: said.class === undefined ? "unavailable" : "ok",
    costNano: costNano ?? 0n,
    baselineNano: costNano ?? 0n,
    cacheSavedNano: cacheSavingOf(NOTHING_USED, model),
    usage: NOTHING_USED,
    model: model.id,
    generationId,
    timeToFirstTokenMs: null,
    durationMs,
    attempts: 1,
  }
}

function tellLost({ instance }: Caller, reason: string, { costNano, model }: Settlement): void {
  const text = `Ralex could not write ${formatUsd(costNano)} of ${model} to the ledger, it stays counted as held: ${reason}`
  instance.tell({ level: "error", text })
}

/** The model's word for the class; the score moves with it, so that the tier follows. */
function agree(found: Classification, said: Classification["class"]): Classification {
  const reasons = [...found.reasons, `a model was asked, and called it ${said}`]
  const step = (CLASSES.indexOf(said) - CLASSES.indexOf(found.class)) / (CLASSES.length - 1)
  const score = Math.min(1, Math.max(0, found.score + step))
  return { class: said, confidence: Math.max(found.confidence, UNSURE), score, reasons }
}
