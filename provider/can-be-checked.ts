// Whether a project's checks can judge what comes of an ask: work on its files, not an opinion, a plan or an answer. Pure.
import { CLASSES, type Classification } from "../config/index.ts"
import type { AskKind } from "./classify/ask-kind.ts"
import { featuresOf } from "./classify/features.ts"
import { classify } from "./classify.ts"
import { goesOnToChange, wantsChange, wantsNoChange } from "./wants-change.ts"

/** Work without a word for changing files among its first ones: "finish phase 2", "build the importer". */
const WORK: ReadonlySet<AskKind> = new Set<AskKind>([
  "phase",
  "refactorPart",
  "overhaul",
  "openFeature",
  "fixSmall",
  "fix",
  "rename",
  "addDetail",
  "addSmall",
])

/** @param found As the ask reads in its session; harder than by itself where earlier work failed or is followed up. */
export function canBeChecked(ask: string, found: Pick<Classification, "class">): boolean {
  const byItself = classify(ask)
  return isWork(ask) && CLASSES.indexOf(found.class) <= CLASSES.indexOf(byItself.class)
}

/** Of the kinds of asks that end in changed files. */
function isWork(ask: string): boolean {
  return wantsChange(ask) || (WORK.has(featuresOf(ask).kind) && !wantsNoChange(ask))
}

/** Asks after which changed files are somebody else's work, or what a test run left. */
export function isReadOnly(ask: string): boolean {
  if (wantsNoChange(ask)) return true
  if (wantsChange(ask) || goesOnToChange(ask) || WRITES.test(ask.slice(0, 200))) return false
  return READS.has(featuresOf(ask).kind)
}

/** Programs that are run for what they write. */
const WRITES =
  /\b(?:format(?:ter)?|fmt|prettier|codegen|generators?|migrations?|--fix|install|(?:re)?generate)\b/i

const READS: ReadonlySet<AskKind> = new Set<AskKind>([
  "greeting",
  "prove",
  "review",
  "design",
  "investigate",
  "whyQuestion",
  "adviceQuestion",
  "compare",
  "howQuestion",
  "explain",
  "yesNoQuestion",
  "lookupQuestion",
  "testing",
  "run",
  "show",
])
