// Which limits hold for this project's calls, for what part of the spend, and what set each: the person's limits and
// the project's hold side by side. Pure.
import type { ConfigInput } from "./parse-config.ts"
import { type BudgetScope, budgetScopes } from "./schema.ts"
import { TIERS, type Tier } from "./tiers.ts"

/** What a limit counts; without a key, everything. */
export interface LimitPart {
  project?: string
  agent?: string
  tier?: Tier
  model?: string
}

export interface ConfigLimit {
  scope: BudgetScope
  usd: number
  part: LimitPart
  /** The file, plugin options or variable that set it. */
  from: string
}

/** What one source says, once all that it may not say is taken out. */
export interface LimitLayer {
  name: string
  kind: "user" | "project" | "environment"
  input: ConfigInput
}

export interface LimitPlace {
  /** The project's root, as the rows of the ledger have it. */
  project: string
  /** Whether a key of `budgets.projects` names that root. */
  isProject: (key: string) => boolean
}

/** One amount, as one source wrote it; those with the same key override or join each other. */
interface Wish {
  key: string
  scope: BudgetScope
  usd: number | null
  part: LimitPart
  layer: LimitLayer
}

type Amounts = Partial<Record<BudgetScope, number | null | undefined>>

/** @param layers Lowest first. */
export function limitsInForce(layers: LimitLayer[], place: LimitPlace): ConfigLimit[] {
  const wishes = layers.flatMap((layer) => wishesOf(layer, place))
  const keys = [...new Set(wishes.map(({ key }) => key))]
  const held = keys.flatMap((key) =>
    heldOf(
      wishes.filter((wish) => wish.key === key),
      place.project,
    ),
  )
  return tightestOfEach(held.flatMap(limitOf)).toSorted(byScope)
}

function wishesOf(layer: LimitLayer, place: LimitPlace): Wish[] {
  const { projects = {}, agents = {}, tiers = {}, models = {}, ...all } = layer.input.budgets ?? {}
  const here = Object.entries(projects).filter(([key]) => place.isProject(key))
  return [
    ...wishesIn(all, "", {}, layer),
    ...wishesIn(tightest(here.map(([, amounts]) => amounts)), "projects", { project: place.project }, layer),
    ...Object.entries(agents).flatMap(([agent, amounts]) =>
      wishesIn(amounts, `agents ${agent}`, { agent }, layer),
    ),
    ...TIERS.flatMap((tier) => wishesIn(tiers[tier] ?? {}, `tiers ${tier}`, { tier }, layer)),
    ...Object.entries(models).flatMap(([model, amounts]) =>
      wishesIn(amounts, `models ${model}`, { model }, layer),
    ),
  ]
}

function wishesIn(amounts: Amounts, name: string, part: LimitPart, layer: LimitLayer): Wish[] {
  return budgetScopes.flatMap((scope) => {
    const usd = amounts[scope]
    return usd === undefined ? [] : [{ key: `${scope} ${name}`, scope, usd, part, layer }]
  })
}

/** Several spellings of one folder. */
function tightest(amounts: Amounts[]): Amounts {
  const scopes = budgetScopes.flatMap((scope) => {
    const written = amounts.map((one) => one[scope]).filter((usd) => usd !== undefined)
    const numbers = written.filter((usd) => usd !== null)
    if (written.length === 0) return []
    return [[scope, numbers.length > 0 ? Math.min(...numbers) : null] as const]
  })
  return Object.fromEntries(scopes)
}

/**
 * The highest source decides, except over a window: there a project's limit counts what that project spends, and the
 * person's goes on to count everything, unless the project's allows more, which only a trusted file may say.
 */
function heldOf(wishes: Wish[], project: string): Wish[] {
  const last = wishes.at(-1)
  if (!last) return []
  if (last.layer.kind !== "project" || !isWindow(last.scope)) return [last]
  const own = { ...last, part: { ...last.part, project } }
  const user = wishes.find(({ layer }) => layer.kind === "user")
  return user && !isLooser(last.usd, user.usd) ? [user, own] : [own]
}

function isLooser(usd: number | null, than: number | null): boolean {
  return than !== null && (usd === null || usd > than)
}

function isWindow(scope: BudgetScope): boolean {
  return scope === "daily" || scope === "weekly" || scope === "monthly"
}

/** A call, turn, session or run belongs to one project, so to name it there would only make one limit two. */
function limitOf({ scope, usd, part, layer }: Wish): ConfigLimit[] {
  if (usd === null) return []
  const { project: _, ...rest } = part
  return [{ scope, usd, part: isWindow(scope) ? part : rest, from: layer.name }]
}

function tightestOfEach(limits: ConfigLimit[]): ConfigLimit[] {
  const ascending = limits.toSorted((one, other) => one.usd - other.usd)
  const isSame = (one: ConfigLimit, other: ConfigLimit) =>
    one.scope === other.scope && isSamePart(one.part, other.part)
  return ascending.filter((limit, index) => ascending.findIndex((other) => isSame(other, limit)) === index)
}

export function isSamePart(one: LimitPart, other: LimitPart): boolean {
  const keys = ["project", "agent", "tier", "model"] as const
  return keys.every((key) => one[key] === other[key])
}

/** As the scopes go, and in each from the whole to its parts. */
function byScope(one: ConfigLimit, other: ConfigLimit): number {
  const scopes = budgetScopes.indexOf(one.scope) - budgetScopes.indexOf(other.scope)
  return scopes || Object.keys(one.part).length - Object.keys(other.part).length
}
