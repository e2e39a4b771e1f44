// From what is asked and what is known to a tier and an ordered list of models. Pure; the policy's only home.
import { type Classification, type Routing, type TaskClass, TIERS, type Tier } from "../config/index.ts"
import type { Model } from "../ledger/index.ts"
import type { Turn } from "./read-turn.ts"

export type Cause = "pinned" | "asked-tier" | "housekeeping" | "agent" | "classified" | "held"

export interface Candidate {
  model: Model
  tier: Tier | null
}

export interface Decision {
  class: TaskClass | null
  tier: Tier | null
  cause: Cause
  /** In plain words; never text of the prompt. */
  signals: string[]
  /** The first choice, then what takes over when it fails. */
  candidates: Candidate[]
}

export interface DecisionRequest {
  /** `auto`, a tier, or a model id. */
  asked: string
  agent: string
  turn: Turn
  routing: Routing
  findModel: (id: string) => Model | undefined
  classify: (ask: string) => Classification
}

export type DecisionOutcome = { kind: "decided"; decision: Decision } | { kind: "unknown-model"; id: string }

/** OpenCode's own agents that keep house; nobody reads their work closely. */
const HOUSEKEEPING = new Set(["title", "summary", "compaction"])

export function decide(request: DecisionRequest): DecisionOutcome {
  const { asked, routing, agent, turn } = request
  const tier = TIERS.find((known) => known === asked)
  if (tier)
    return decided(request, {
      tier,
      cause: "asked-tier",
      class: null,
      signals: [`the ${tier} tier was asked for`],
    })
  if (asked !== "auto") return decidePinned(request)
  if (HOUSEKEEPING.has(agent)) {
    return decided(request, {
      tier: "cheap",
      cause: "housekeeping",
      class: null,
      signals: [`${agent} is housekeeping`],
    })
  }
  const fixed = routing.agents[agent]
  if (fixed) {
    return decided(request, {
      tier: fixed,
      cause: "agent",
      class: null,
      signals: [`routing.agents.${agent} is ${fixed}`],
    })
  }
  const found = request.classify(turn.ask)
  const chosen = tierOf(found, routing)
  return decided(request, { tier: chosen, cause: "classified", class: found.class, signals: found.reasons })
}

/** The tier for a class; a medium ask is smart from `routing.smartFrom` on. */
export function tierOf(found: Classification, routing: Routing): Tier {
  const tier = routing.classes[found.class]
  return found.class === "medium" && tier === "cheap" && found.score >= routing.smartFrom ? "smart" : tier
}

function decidePinned({ asked, findModel }: DecisionRequest): DecisionOutcome {
  const model = findModel(asked)
  if (!model) return { kind: "unknown-model", id: asked }
  const candidate: Candidate = { model, tier: null }
  const decision: Decision = {
    class: null,
    tier: null,
    cause: "pinned",
    signals: ["the model was chosen by the person"],
    candidates: [candidate, candidate], // nothing takes a pinned model's place, but a passing failure gets a second try
  }
  return { kind: "decided", decision }
}

function decided(
  request: DecisionRequest,
  decision: Omit<Decision, "candidates"> & { tier: Tier },
): DecisionOutcome {
  return { kind: "decided", decision: { ...decision, candidates: candidatesFor(decision.tier, request) } }
}

/** The tier's models that can take the prompt, then the dearer tiers', then the cheaper ones'. */
function candidatesFor(tier: Tier, request: DecisionRequest): Candidate[] {
  const at = TIERS.indexOf(tier)
  const order = [tier, ...TIERS.slice(at + 1), ...TIERS.slice(0, at).reverse()].filter(
    (other) => other === tier || other !== "free",
  )
  const all = order.flatMap((each) => modelsOf(each, request))
  return all.filter(({ model }, index) => all.findIndex((other) => other.model.id === model.id) === index)
}

/** Models of a tier, in order, that the prompt fits into. */
export function modelsOf(
  tier: Tier,
  { routing, findModel, turn }: Pick<DecisionRequest, "routing" | "findModel" | "turn">,
): Candidate[] {
  return routing.tiers[tier].flatMap((id) => {
    const model = findModel(id)
    return model && fits(model, turn) ? [{ model, tier }] : []
  })
}

/** Bytes of English text and code per token, low so that a prompt is rather over- than underestimated. */
const BYTES_PER_TOKEN = 3

/** Whether a model reads what is attached and has room for the prompt. */
export function fits(model: Model, turn: Turn): boolean {
  const modalities = new Set<string>(model.inputModalities)
  return (
    turn.media.every((kind) => modalities.has(kind)) &&
    turn.promptBytes / BYTES_PER_TOKEN < model.contextTokens
  )
}
