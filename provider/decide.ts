// From what is asked and what is known to a tier and an ordered list of models. Pure; the policy's only home.
import { type Classification, type Routing, type TaskClass, TIERS, type Tier } from "../config/index.ts"
import type { Model } from "../ledger/index.ts"
import type { Turn } from "./read-turn.ts"
import type { Ceiling } from "./tier-ceiling.ts"

export type Cause =
  | "pinned"
  | "asked-tier"
  | "workflow"
  | "housekeeping"
  | "agent"
  | "classified"
  | "warm-cache"
  | "raised"
  | "held"
  | "ceiling"

export interface Candidate {
  model: Model
  tier: Tier | null
  /** No longer answer than this, since upstream's credit affords no more. */
  maxOutputTokens?: number
}

export interface Decision {
  class: TaskClass | null
  tier: Tier | null
  cause: Cause
  /** In plain words; never text of the prompt. */
  signals: string[]
  /** The first choice, then what takes over when it fails. */
  candidates: Candidate[]
  /** It begins below the tier of its class, since checks judge it. */
  beginsLower?: true
  /** What keeps the first choice of the class or agent away for now. */
  ceiling?: Ceiling
}

export interface DecisionRequest {
  /** `auto`, a tier, or a model id. */
  asked: string
  /** By the person for the asks of this session, with `/ralex-tier`. */
  chosenTier?: Tier | undefined
  /** The step of a workflow that the ask belongs to. */
  workflow?: { name: string; tier: Tier }
  agent: string
  turn: Turn
  routing: Routing
  findModel: (id: string) => Model | undefined
  classify: (ask: string) => Classification
  /** Whether the project's checks will judge what comes of the ask. Not where it is left out. */
  isChecked?: (ask: string, found: Classification) => boolean
  /** What most of a limit being spent puts over a candidate; see tier-ceiling.ts. Nothing where it is left out. */
  ceilingOver?: (candidate: Candidate) => Ceiling | undefined
}

export type DecisionOutcome = { kind: "decided"; decision: Decision } | { kind: "unknown-model"; id: string }

/** OpenCode's own agents that keep house; nobody reads their work closely. */
const HOUSEKEEPING = new Set(["title", "summary", "compaction"])

/** OpenCode's own agents, where `routing.agents` does not name them: explore looks things up, */
const USUAL_TIERS: ReadonlyMap<string, Tier> = new Map([["explore", "cheap"]])
/** and by what plan gets wrong much work is lost. */
const LEAST_TIERS: ReadonlyMap<string, Tier> = new Map([["plan", "smart"]])

export function isHousekeeping(agent: string): boolean {
  return HOUSEKEEPING.has(agent)
}

export function decide(request: DecisionRequest): DecisionOutcome {
  const { asked, chosenTier, workflow, routing, agent, turn } = request
  const tier = TIERS.find((known) => known === asked)
  if (tier)
    return decided(request, {
      tier,
      cause: "asked-tier",
      class: null,
      signals: [`the ${tier} tier was asked for`],
    })
  if (asked !== "auto") return decidePinned(request)
  if (isHousekeeping(agent)) {
    return decided(request, {
      tier: "cheap",
      cause: "housekeeping",
      class: null,
      signals: [`${agent} is housekeeping`],
    })
  }
  if (chosenTier) {
    return decided(request, {
      tier: chosenTier,
      cause: "asked-tier",
      class: null,
      signals: [`the person chose the ${chosenTier} tier for this session`],
    })
  }
  if (workflow) {
    const signals = [`/${workflow.name} goes to the ${workflow.tier} tier`]
    return decided(request, { tier: workflow.tier, cause: "workflow", class: null, signals })
  }
  const configured = Object.hasOwn(routing.agents, agent) ? routing.agents[agent] : undefined
  const fixed = configured ?? USUAL_TIERS.get(agent)
  if (fixed) {
    return decided(request, {
      tier: fixed,
      cause: "agent",
      class: null,
      signals: [`${configured ? `routing.agents.${agent} is` : `${agent} asks go`} ${fixed}`],
    })
  }
  const found = request.classify(turn.ask)
  const { signals, ...start } = startOf(found, request)
  const explained = [...signals, surenessOf(found)]
  return decided(request, { ...start, cause: "classified", class: found.class, signals: explained })
}

/** For `ralex log`, and for `ralex tune`, which reads the second number. */
function surenessOf({ confidence, score }: Classification): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`
  return `${percent(confidence)} sure; ${percent(score)} that a cheap model is not enough`
}

/** The tier that a classified ask begins on, and why. */
function startOf(
  found: Classification,
  { routing, agent, turn, isChecked }: DecisionRequest,
): Pick<Decision, "signals" | "beginsLower"> & { tier: Tier } {
  const chosen = tierOf(found, routing)
  const least = LEAST_TIERS.get(agent)
  if (least && isLower(chosen, least))
    return { tier: least, signals: [...found.reasons, `${agent} has the ${least} tier at least`] }
  const lower = TIERS[TIERS.indexOf(chosen) - 1]
  if (!lower || !isLower("cheap", chosen) || !isChecked?.(turn.ask, found))
    return { tier: chosen, signals: found.reasons }
  const why = `begins on the ${lower} tier: the project's checks judge it, and raise it to ${chosen}`
  return { tier: lower, signals: [...found.reasons, why], beginsLower: true }
}

function isLower(tier: Tier, than: Tier): boolean {
  return TIERS.indexOf(tier) < TIERS.indexOf(than)
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
  return { kind: "decided", decision: withCandidates(decision, request) }
}

/** A decision that was made for an earlier call of the turn, with the models that may answer this one. */
export function renewed(decision: Decision, request: DecisionRequest): Decision {
  const { tier } = decision
  if (tier !== null) return withCandidates({ ...decision, tier }, request)
  return { ...decision, candidates: decision.candidates.filter(({ model }) => fits(model, request.turn)) }
}

/** A decision taken up by the next tier. @returns undefined where no dearer model may answer. */
export function raised(
  { ceiling: _, ...decision }: Decision,
  request: DecisionRequest,
  { from, signals }: { from: Tier; signals: readonly string[] },
): Decision | undefined {
  const tier = TIERS[TIERS.indexOf(from) + 1]
  if (tier === undefined) return undefined
  const why = signals.map((signal) => `raised from ${from} to ${tier}: ${signal}`)
  const found = withCandidates({ ...decision, tier, cause: "raised", signals: why }, request)
  const candidates = found.candidates.filter(
    (one) => one.tier && TIERS.indexOf(one.tier) > TIERS.indexOf(from),
  )
  return candidates.length > 0 ? { ...found, candidates } : undefined
}

/** What a person asked for by its name stays what it is until the hard limit. */
const NAMED = new Set<Cause>(["pinned", "asked-tier"])

/**
 * A decision with the models that can take the prompt now: its tier's, then the dearer tiers', then the cheaper ones'.
 * Those above a ceiling are left out, unless no others can take the prompt: routing fails open.
 */
function withCandidates(
  decision: Omit<Decision, "candidates"> & { tier: Tier },
  request: DecisionRequest,
): Decision {
  const all = candidatesFor(decision.tier, request)
  const ceilingOver = (!NAMED.has(decision.cause) && request.ceilingOver) || (() => undefined)
  const under = all.filter((candidate) => !ceilingOver(candidate))
  const [wanted] = all
  const ceiling = wanted && ceilingOver(wanted)
  const [first] = under
  if (!first) return { ...decision, candidates: eachOnce(all) }
  if (!ceiling) return { ...decision, candidates: eachOnce(under) }
  const tier = first.tier ?? decision.tier
  const signals = [...decision.signals, `budget ceiling: ${tier} in place of ${decision.tier}`]
  return { ...decision, tier, cause: "ceiling", signals, candidates: eachOnce(under), ceiling }
}

function candidatesFor(tier: Tier, request: DecisionRequest): Candidate[] {
  const at = TIERS.indexOf(tier)
  const order = [tier, ...TIERS.slice(at + 1), ...TIERS.slice(0, at).reverse()].filter(
    (other) => other === tier || other !== "free",
  )
  return order.flatMap((each) => modelsOf(each, request))
}

/** A model of two tiers counts as the first one's; under a ceiling that may be the cheaper. */
function eachOnce(candidates: Candidate[]): Candidate[] {
  return candidates.filter(
    ({ model }, index) => candidates.findIndex((other) => other.model.id === model.id) === index,
  )
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

/** Whether a model reads what is attached, calls tools where there are some, and has room for the prompt. */
export function fits(model: Model, turn: Turn): boolean {
  const modalities = new Set<string>(model.inputModalities)
  return (
    turn.media.every((kind) => modalities.has(kind)) &&
    (model.tools || !turn.usesTools) &&
    turn.promptBytes / BYTES_PER_TOKEN < model.contextTokens
  )
}
