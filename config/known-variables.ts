// Every name that Ralex gives to environment variables, so that a mistyped one is not passed over in silence.
import { RalexError } from "./ralex-error.ts"
import { budgetScopes } from "./schema.ts"

type Variables = Record<string, string | undefined>

const PREFIX = "RALEX_"

export const knownVariables: readonly string[] = [
  "RALEX_BASE",
  "RALEX_BASE_URL",
  ...budgetScopes.map((scope) => `RALEX_BUDGET_${scope.toUpperCase()}`),
  "RALEX_CONFIG",
  "RALEX_LEDGER",
  "RALEX_LOG",
  "RALEX_MODE",
  "RALEX_STANDALONE",
  "RALEX_SUMMARY",
  "RALEX_TRUST",
  "RALEX_WEBHOOK_SECRET",
]

/** Ralex's own, handed from one of its processes to the next. */
const INTERNAL = ["RALEX_CWD", "RALEX_SANDBOX_CALL"]

/** An environment variable that can not be used, by its name. */
export class VariableError extends RalexError {
  constructor(
    readonly variable: string,
    sentence: string,
  ) {
    super(sentence)
  }
}

/**
 * @returns sentences about names that mean nothing to Ralex, which may be somebody else's.
 * @throws {VariableError} for one that is a slip of a known name: a mistyped limit must not become no limit.
 */
export function checkNames(variables: Variables): string[] {
  const unknown = Object.keys(variables).filter(
    (name) =>
      name.toUpperCase().startsWith(PREFIX) &&
      variables[name] &&
      !knownVariables.includes(name) &&
      !INTERNAL.includes(name),
  )
  for (const name of unknown) {
    const nearest = nearestName(name)
    if (nearest !== undefined)
      throw new VariableError(name, `Ralex has no variable ${name}; did you mean ${nearest}?`)
    if (name.startsWith("RALEX_BUDGET_")) throw new VariableError(name, notABudget(name))
  }
  return unknown.map((name) => `Ralex does not know the variable ${name}, and ignores it.`)
}

function notABudget(name: string): string {
  const allowed = budgetScopes.map((scope) => scope.toUpperCase()).join(", ")
  return `${name} is no budget that this version of Ralex keeps; it must end in one of ${allowed}.`
}

/** A slip for each four letters, two at most in short names: more is another name. */
const SLIPS_PER_LETTER = 1 / 4
const FEWEST_SLIPS = 1

function nearestName(name: string): string | undefined {
  const written = name.toUpperCase()
  const [nearest] = knownVariables
    .map((known) => ({
      known,
      slips: slipsBetween(written.slice(PREFIX.length), known.slice(PREFIX.length)),
    }))
    .toSorted((one, other) => one.slips - other.slips)
  if (!nearest) return undefined
  const most = Math.max(FEWEST_SLIPS, Math.floor((nearest.known.length - PREFIX.length) * SLIPS_PER_LETTER))
  return nearest.slips <= most ? nearest.known : undefined
}

/** Letters put in, left out, changed, or swapped with the next one (optimal string alignment). */
function slipsBetween(one: string, other: string): number {
  let before: number[] = []
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let at = 1; at <= one.length; at++) {
    const next = [at]
    for (let to = 1; to <= other.length; to++) {
      const same = one[at - 1] === other[to - 1]
      const swapped = one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1]
      next[to] = Math.min(
        (row[to] ?? 0) + 1,
        (next[to - 1] ?? 0) + 1,
        (row[to - 1] ?? 0) + (same ? 0 : 1),
        swapped ? (before[to - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = row
    row = next
  }
  return row[other.length] ?? 0
}
