// Whether a project's checks can judge what comes of an ask: work on its files, not an opinion, a plan or an answer. Pure.
import { CLASSES, type Classification } from "../config/index.ts"
import type { AskKind } from "./classify/ask-kind.ts"
import { featuresOf } from "./classify/features.ts"
import { classify } from "./classify.ts"

const WORK: ReadonlySet<AskKind> = new Set<AskKind>([
  "phase",
  "investigate",
  "refactorPart",
  "overhaul",
  "openFeature",
  "testing",
  "fixSmall",
  "fix",
  "rename",
  "addDetail",
  "addSmall",
  "add",
  "create",
  "remove",
  "move",
  "change",
  "symptom",
  "wish",
])

/** @param found As the ask reads in its session; harder than by itself where earlier work failed or is followed up. */
export function canBeChecked(ask: string, found: Pick<Classification, "class">): boolean {
  const byItself = classify(ask)
  return isWork(ask) && CLASSES.indexOf(found.class) <= CLASSES.indexOf(byItself.class)
}

/** Of the kinds of asks that end in changed files. */
export function isWork(ask: string): boolean {
  return WORK.has(featuresOf(ask).kind)
}
