// Whether a new ask leaves the model that made the turn before, by what that costs in lost cache. Says what it weighed.
import { TIERS, type Tier } from "../config/index.ts"
import { formatUsd, type Nano } from "../ledger/index.ts"
import { type Candidate, type Decision, type DecisionRequest, modelsOf, renewed } from "./decide.ts"
import { type PreviousCall, type PromptSent, prefixOf } from "./previous-call.ts"
import { type OpeningPrompt, turnCost, weighSwitchDown } from "./switch-cost.ts"

export interface WarmModel {
  /** What made the turn before, in this session and by this agent. */
  madeBy: string | undefined
  /** A model's last call in this session and by this agent. */
  lastOf: (modelId: string) => PreviousCall | undefined
  margin?: number
}

/** Usual for English text and code; for predictions only. */
const BYTES_PER_TOKEN = 4

/** The same decision, or the tier of the running model where going down from it costs more than it gains. */
export function weighSwitch(decision: Decision, request: DecisionRequest, warm: WarmModel): Decision {
  const [wanted] = decision.candidates
  if (decision.cause !== "classified" || !wanted) return decision
  const priced = { decision, request, warm, wanted, tokens: promptTokens(request, warm) }
  const weighed: Decision = { ...decision, signals: [...decision.signals, alternatives(priced)] }
  const running = runningAbove(decision, request, warm.madeBy)
  if (!running) return weighed
  const { kind, stayNano, goNano } = weighSwitchDown({
    class: decision.class,
    running: { model: running.model, prompt: openingOf(running, priced) },
    wanted: { model: wanted.model, prompt: openingOf(wanted, priced) },
    ...(warm.margin === undefined ? {} : { margin: warm.margin }),
  })
  const words = `${running.model.id} for about ${formatUsd(stayNano)}, ${wanted.model.id} for ${formatUsd(goNano)}`
  if (kind === "switch")
    return {
      ...weighed,
      signals: [...weighed.signals, `going down from the model before pays (${words})`],
    }
  const signals = [...weighed.signals, `stays with the model before, whose cache is warm (${words})`]
  return stayingWith(running, { ...weighed, cause: "warm-cache", tier: running.tier, signals }, request)
}

interface Priced {
  decision: Decision
  request: DecisionRequest
  warm: WarmModel
  wanted: Candidate
  tokens: number
}

/** The model before as a candidate, when it is of a dearer tier and may still be asked. */
function runningAbove(
  { tier }: Decision,
  request: DecisionRequest,
  madeBy: string | undefined,
): (Candidate & { tier: Tier }) | undefined {
  const its = TIERS.find((each) => madeBy !== undefined && request.routing.tiers[each].includes(madeBy))
  if (tier === null || its === undefined || TIERS.indexOf(its) <= TIERS.indexOf(tier)) return undefined
  const running = modelsOf(its, request).find(({ model }) => model.id === madeBy)
  return running && !request.ceilingOver?.(running) ? { ...running, tier: its } : undefined
}

function stayingWith(running: Candidate, decision: Decision, request: DecisionRequest): Decision {
  const { candidates, ...same } = renewed(decision, request)
  const others = candidates.filter(({ model }) => model.id !== running.model.id)
  return { ...same, candidates: [running, ...others] }
}

function openingOf({ model }: Candidate, { request, warm, tokens }: Priced): OpeningPrompt {
  const last = warm.lastOf(model.id)
  const prefix = last?.warm ? prefixOf(sent(request), last, true) : undefined
  return { tokens, warmTokens: Math.min(tokens, prefix?.inputTokens ?? 0) }
}

/** From the tokens of the call before and what was added to it, else by size; tokenizers differ less than that errs. */
function promptTokens(request: DecisionRequest, { madeBy, lastOf }: WarmModel): number {
  const prompt = sent(request)
  const prefix = prefixOf(prompt, madeBy === undefined ? undefined : lastOf(madeBy), true)
  if (!prefix) return Math.ceil(prompt.bytes / BYTES_PER_TOKEN)
  if (!prefix.prompt) return Math.max(prefix.inputTokens, Math.ceil(prompt.bytes / BYTES_PER_TOKEN))
  return prefix.inputTokens + Math.ceil((prompt.bytes - prefix.prompt.bytes) / BYTES_PER_TOKEN)
}

function sent({ turn }: DecisionRequest): PromptSent {
  return {
    bytes: turn.promptBytes,
    messages: turn.messages,
    media: turn.media.length,
    continuing: turn.continuing,
  }
}

/** The first choice of each tier, and what the turn would cost by it. */
function alternatives(priced: Priced): string {
  const { decision, request, wanted } = priced
  const firsts = TIERS.flatMap((tier): Candidate[] =>
    tier === "free" ? [] : modelsOf(tier, request).slice(0, 1),
  )
  const others = firsts.filter(({ model }) => model.id !== wanted.model.id)
  const costs = [wanted, ...others].map((candidate): [string, Nano] => [
    candidate.model.id,
    turnCost(candidate.model, decision.class, openingOf(candidate, priced)),
  ])
  return `the turn would cost about ${costs.map(([id, nano]) => `${formatUsd(nano)} by ${id}`).join(", ")}`
}
