// What spoke for a class, in plain words for people: from the kind of ask and its measures, never from its text.

import type { AskKind } from "./ask-kind.ts"
import { CONCEPTS, type Concept } from "./concepts.ts"
import type { Features } from "./features.ts"

const KINDS: Record<AskKind, string> = {
  nothing: "says nothing",
  pasted: "pastes something without a word about it",
  command: "is a command",
  greeting: "greets or thanks",
  approval: "agrees to something said before",
  prove: "asks for a proof or a derivation",
  conflicts: "asks to sort out merge conflicts",
  review: "asks to review or check work",
  phase: "asks to carry out a plan or a phase of one",
  design: "asks for a design or a plan",
  investigate: "asks to find a cause that is unclear",
  refactorPart: "asks to restructure a named part",
  overhaul: "asks to restructure, rewrite or migrate",
  openFeature: "asks for a whole feature without details",
  correction: "says that something is still not right",
  whyQuestion: "asks why something is as it is",
  adviceQuestion: "asks for advice",
  compare: "asks to compare things",
  howQuestion: "asks how something could be done",
  explain: "asks for an explanation or a summary",
  canWe: "asks whether something can be done",
  yesNoQuestion: "asks a yes-or-no question",
  lookupQuestion: "asks a question that can be looked up",
  testing: "asks for tests",
  fixSmall: "asks for a small, named fix",
  fix: "asks to fix something",
  rename: "asks for one mechanical edit",
  addDetail: "asks for an addition in detail",
  addSmall: "asks for one small addition",
  add: "asks to add something",
  create: "asks to write something new",
  remove: "asks to remove something",
  move: "asks to move something",
  run: "asks to run something",
  show: "asks to look at or show something",
  change: "asks for one small edit",
  use: "asks to use one thing for another",
  address: "asks to deal with a finding",
  symptom: "reports what does not work",
  wish: "says how it should be",
  condition: "says what should happen in a certain case",
  statement: "states something",
}

/** Added where they hold, in this order. */
const MORE: { reason: string; holds: (features: Features, has: (concept: Concept) => boolean) => boolean }[] =
  [
    {
      reason: "stack trace without a visible cause",
      holds: ({ split }, has) => split.pasted.trace > 0 && !has("fix") && !has("why"),
    },
    { reason: "pasted log or output", holds: ({ split }) => split.pasted.log > 0 },
    { reason: "pasted code or diff", holds: ({ split }) => split.pasted.code + split.pasted.diff > 0 },
    { reason: "pasted data or quotation", holds: ({ split }) => split.pasted.data + split.pasted.quote > 0 },
    {
      reason: "careful reasoning about concurrency or proofs",
      holds: (_, has) => has("concurrency") || has("theory"),
    },
    { reason: "covers many parts", holds: (_, has) => has("whole") },
    { reason: "the cause is unclear", holds: ({ kind }, has) => has("unclear") && kind !== "investigate" },
    { reason: "speed or memory matters", holds: (_, has) => has("slow") },
    { reason: "security matters", holds: (_, has) => has("security") },
    { reason: "nothing may break on the way", holds: (_, has) => has("production") },
    { reason: "names several files or symbols", holds: ({ words }) => words.filter(isSymbol).length >= 3 },
    { reason: "has several steps", holds: ({ split }) => split.listItems >= 3 },
    { reason: "states conditions", holds: ({ words }, has) => has("condition") && words.length > 15 },
    { reason: "is unsure of itself", holds: (_, has) => has("hedge") },
    { reason: "is short", holds: ({ words }) => words.length > 0 && words.length <= 6 },
    { reason: "is long", holds: ({ words }) => words.length > 120 },
  ]
const MORE_AT_MOST = 4

export function reasonsOf(features: Features): string[] {
  const has = (concept: Concept) => features.present[CONCEPTS.indexOf(concept)] === 1
  const more = MORE.filter(({ holds }) => holds(features, has)).map(({ reason }) => reason)
  return [KINDS[features.kind], ...more.slice(0, MORE_AT_MOST)]
}

function isSymbol({ kind }: Features["words"][number]): boolean {
  return kind === "identifier" || kind === "path" || kind === "flag"
}
