// What pulled an ask to its class, or away from it, strongest first: the measures by name, never the ask's own text.
import { CLASSES, type TaskClass } from "../../config/index.ts"
import { DENSE_NAMES, featuresOf } from "./features.ts"
import { contributions } from "./model.ts"

export interface Pull {
  feature: string
  /** Towards the class, or below 0 away from it; 1 multiplies its odds by about 2.7. */
  pull: number
}

const SHOWN = 10

export function pullsOf(ask: string, found: TaskClass): Pull[] {
  const { dense, words } = contributions(featuresOf(ask), CLASSES.indexOf(found))
  const byName = new Map<string, number>([["words and word pairs", words]])
  for (const [at, pull] of dense.entries()) {
    const feature = inWords(DENSE_NAMES[at] ?? "")
    byName.set(feature, (byName.get(feature) ?? 0) + pull)
  }
  return [...byName]
    .map(([feature, pull]) => ({ feature, pull: Math.round(pull * 100) / 100 }))
    .filter(({ pull }) => pull !== 0)
    .sort((a, b) => Math.abs(b.pull) - Math.abs(a.pull))
    .slice(0, SHOWN)
}

/** Measures of one kind in steps ("words>4", "words>6") count as one. */
function inWords(name: string): string {
  const [base = "", bound] = name.split(">")
  const [group, of] = base.split(":")
  if (bound !== undefined && group === "words") return "length"
  switch (group) {
    case "asks":
      return bound === undefined ? `kind of ask: ${of}` : `kind of ask at its length: ${of}`
    case "has":
      return `words of: ${of}`
    case "leads":
      return `begins with words of: ${of}`
    case "kind":
      return `how many: ${of}`
    case "pasted":
      return `pasted: ${of}`
    default:
      return group?.startsWith("effort") ? "effort of what is named" : base
  }
}
