// What of a project's budgets only tightens what is in force; what would loosen it is named instead. Pure.
import type { ConfigInput } from "./parse-config.ts"
import { budgetScopes, type Config } from "./schema.ts"

type BudgetsInput = NonNullable<ConfigInput["budgets"]>
type Amounts = Record<string, number | null | undefined>

interface Tightened<Kept> {
  kept: Kept
  /** Keys that were left out, as dotted paths. */
  ignored: string[]
}

/** Maps of limits; `projects` is not among them, since a project has no say about others. */
const MAPS = ["agents", "tiers", "models"] as const

/** Keys that a project can not make tighter in any clear sense. */
const FIXED = ["onLimit", "onLedgerLoss", "allowance"] as const

export function tightenBudgets(wanted: BudgetsInput, inForce: Config["budgets"]): Tightened<BudgetsInput> {
  const own = tighterAmounts(pick(wanted, [...budgetScopes, "callsPerTurn", "callsPerMinute"]), inForce)
  const soft = tighterAmounts(wanted.soft ?? {}, inForce.soft)
  const maps = MAPS.map((map) => [map, tighterMap(wanted[map] ?? {}, inForce[map])] as const)
  const fixed = FIXED.filter((key) => wanted[key] !== undefined && wanted[key] !== inForce[key])
  const named = maps.filter(([, { kept }]) => Object.keys(kept).length > 0)
  return {
    kept: {
      ...own.kept,
      ...(Object.keys(soft.kept).length > 0 ? { soft: soft.kept } : {}),
      ...Object.fromEntries(named.map(([map, { kept }]) => [map, kept])),
    },
    ignored: [
      ...own.ignored,
      ...maps.flatMap(([map, { ignored }]) => ignored.map((key) => `${map}.${key}`)),
      ...soft.ignored.map((key) => `soft.${key}`),
      ...(wanted.projects === undefined ? [] : ["projects"]),
      ...fixed,
    ].map((key) => `budgets.${key}`),
  }
}

function tighterMap(
  wanted: Record<string, Amounts | undefined>,
  inForce: Record<string, Amounts | undefined>,
): Tightened<Record<string, Amounts>> {
  const entries = Object.entries(wanted).map(([name, amounts = {}]) => {
    const tightened = tighterAmounts(amounts, ownValue(inForce, name) ?? {})
    return { name, ...tightened }
  })
  return {
    kept: Object.fromEntries(
      entries.filter(({ kept }) => Object.keys(kept).length > 0).map(({ name, kept }) => [name, kept]),
    ),
    ignored: entries.flatMap(({ name, ignored }) => ignored.map((key) => `${name}.${key}`)),
  }
}

/** null is no limit, so anything is tighter than it. */
function tighterAmounts(wanted: Amounts, inForce: object): Tightened<Amounts> {
  const entries = Object.entries(wanted).flatMap(([key, amount]) => {
    if (amount === undefined) return []
    const current = ownValue(inForce as Amounts, key) ?? null
    const tighter = amount !== null && (current === null || amount <= current)
    return [{ key, amount, tighter, same: amount === current }]
  })
  return {
    kept: Object.fromEntries(
      entries.filter(({ tighter }) => tighter).map(({ key, amount }) => [key, amount]),
    ),
    ignored: entries.filter(({ tighter, same }) => !tighter && !same).map(({ key }) => key),
  }
}

/** A project may name an agent "constructor". */
function ownValue<Value>(values: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined
}

function pick<Key extends string>(
  values: Partial<Record<Key, number | null | undefined>>,
  keys: Key[],
): Amounts {
  return Object.fromEntries(keys.map((key) => [key, values[key]]))
}
