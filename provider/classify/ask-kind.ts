// What kind of thing is asked: the first rule that fits, from the concepts that lead the ask once fillers are skipped.
import { CONCEPTS, type Concept } from "./concepts.ts"
import type { Word } from "./read-words.ts"

interface Rule {
  kind: string
  fits: (ask: Ask) => boolean
}

/** The rules are tried in this order. */
const RULES = [
  { kind: "pasted", fits: (ask) => ask.count === 0 && ask.pasted },
  { kind: "nothing", fits: (ask) => ask.count === 0 },
  { kind: "command", fits: (ask) => ask.slash && ask.count <= 8 },
  { kind: "greeting", fits: (ask) => ask.count <= 6 && ask.all("greet") },
  { kind: "approval", fits: (ask) => ask.leadCount === 0 || (ask.count <= 3 && ask.all("accept")) },
  {
    kind: "prove",
    fits: (ask) => ask.all("prove") || ask.all("derive") || (ask.all("concurrency") && ask.all("theory")),
  },
  { kind: "conflicts", fits: (ask) => ask.all("clash") && ask.all("git") },
  {
    kind: "review",
    fits: (ask) =>
      ask.near("review") ||
      (ask.all("review") && ask.count < 25) ||
      (ask.all("look") && ask.all("madeByOthers")),
  },
  {
    kind: "phase",
    fits: (ask) => ask.all("plan") && (ask.all("finish") || ask.all("implement") || ask.all("goesOn")),
  },
  {
    kind: "design",
    fits: (ask) => ask.near("design") || (ask.near("plan") && !ask.question) || ask.all("structure"),
  },
  {
    kind: "investigate",
    fits: (ask) =>
      ask.all("unclear") || ask.near("debug") || (ask.all("slow") && ask.count > 3 && !ask.near("add")),
  },
  { kind: "refactorPart", fits: (ask) => ask.overhauls && ask.symbols > 0 },
  { kind: "overhaul", fits: (ask) => ask.overhauls },
  {
    kind: "openFeature",
    fits: (ask) => ask.count <= 9 && (ask.head("implement") || ask.head("build") || ask.head("finish")),
  },
  { kind: "correction", fits: (ask) => ask.opens("nobody") || (ask.all("again") && ask.all("failure")) },
  { kind: "whyQuestion", fits: (ask) => ask.asks && ask.near("why") },
  { kind: "adviceQuestion", fits: (ask) => ask.asks && ask.all("advice") },
  { kind: "compare", fits: (ask) => (ask.asks && ask.all("compare")) || ask.two("compare") },
  { kind: "howQuestion", fits: (ask) => ask.asks && ask.near("how") && ask.near("subject") },
  {
    kind: "explain",
    fits: (ask) => (ask.asks && ask.near("how")) || ask.two("explain") || ask.two("summarise"),
  },
  { kind: "canWe", fits: (ask) => ask.asks && ask.opens("asksLeave") },
  { kind: "yesNoQuestion", fits: (ask) => ask.asks && ask.opens("yesNo") },
  {
    kind: "lookupQuestion",
    fits: (ask) => ask.asks && (ask.two("what") || ask.two("lookup") || ask.two("define")),
  },
  {
    kind: "testing",
    fits: (ask) =>
      ask.two("test") || ((ask.two("add") || ask.two("write") || ask.two("create")) && ask.near("test")),
  },
  {
    kind: "fixSmall",
    fits: (ask) => ask.two("fix") && (ask.all("mechanical") || ask.all("value") || ask.all("docs")),
  },
  { kind: "fix", fits: (ask) => ask.two("fix") },
  { kind: "rename", fits: (ask) => ask.two("rename") || ask.two("mechanical") },
  { kind: "addDetail", fits: (ask) => ask.two("add") && ask.count > 18 },
  {
    kind: "addSmall",
    fits: (ask) => ask.two("add") && (ask.near("value") || ask.near("docs") || ask.near("cosmetic")),
  },
  { kind: "add", fits: (ask) => ask.two("add") },
  {
    kind: "create",
    fits: (ask) => ask.two("implement") || ask.two("build") || ask.two("write") || ask.two("create"),
  },
  { kind: "remove", fits: (ask) => ask.two("remove") },
  { kind: "move", fits: (ask) => ask.two("move") },
  { kind: "run", fits: (ask) => ask.two("run") || (ask.two("git") && ask.count < 12) },
  { kind: "show", fits: (ask) => ask.two("show") || ask.two("look") },
  { kind: "change", fits: (ask) => ask.two("change") },
  { kind: "use", fits: (ask) => ask.head("use") },
  { kind: "address", fits: (ask) => ask.head("address") },
  { kind: "symptom", fits: (ask) => ask.all("failure") || ask.all("lacking") },
  { kind: "wish", fits: (ask) => ask.all("modal") },
  { kind: "condition", fits: (ask) => ask.opens("setting") },
  { kind: "statement", fits: () => true },
] as const satisfies Rule[]

export type AskKind = (typeof RULES)[number]["kind"]

export const ASK_KINDS: AskKind[] = RULES.map(({ kind }) => kind)

export interface Seen {
  words: Word[]
  said: string
  pasted: boolean
  /** By concept: whether any word has it. */
  present: ArrayLike<number>
}

export function askKindOf(seen: Seen): AskKind {
  const ask = new Ask(seen)
  return RULES.find(({ fits }) => fits(ask))?.kind ?? "statement"
}

const INDEX = new Map(CONCEPTS.map((concept, index) => [concept, index]))
const FILLER = INDEX.get("filler") ?? -1
const FILLERS_AT_MOST = 12

/** The questions that the rules put to an ask. */
class Ask {
  readonly count: number
  readonly leadCount: number
  readonly slash: boolean
  readonly pasted: boolean
  /** Ends with a question mark. */
  readonly question: boolean
  private readonly lead: Word[]

  constructor(private readonly seen: Seen) {
    const { words, said } = seen
    let skipped = 0
    while (skipped < FILLERS_AT_MOST && words[skipped]?.facts.concepts.includes(FILLER)) skipped += 1
    this.lead = words.slice(skipped, skipped + 4)
    this.count = words.length
    this.leadCount = this.lead.length
    this.slash = /^\s*\/[a-z][\w-]*(?:\s|$)/i.test(said)
    this.pasted = seen.pasted
    this.question = /[?？]$/.test(said.slice(-200).trimEnd())
  }

  /** Any word of it. */
  all(concept: Concept): boolean {
    return (this.seen.present[INDEX.get(concept) ?? -1] ?? 0) > 0
  }

  head(concept: Concept): boolean {
    return this.leads(concept, 1)
  }

  two(concept: Concept): boolean {
    return this.leads(concept, 2)
  }

  near(concept: Concept): boolean {
    return this.leads(concept, 4)
  }

  /** The very first word, fillers included. */
  opens(concept: Concept): boolean {
    return this.seen.words[0]?.facts.concepts.includes(INDEX.get(concept) ?? -1) ?? false
  }

  get asks(): boolean {
    return this.question || this.head("what") || this.head("how") || this.head("why") || this.head("lookup")
  }

  get overhauls(): boolean {
    return this.near("refactor") || this.near("migrate") || this.near("rewrite")
  }

  get symbols(): number {
    return this.seen.words.reduce(
      (sum, { kind }) => sum + (kind === "identifier" || kind === "path" ? 1 : 0),
      0,
    )
  }

  private leads(concept: Concept, words: number): boolean {
    const index = INDEX.get(concept) ?? -1
    for (let at = 0; at < words; at += 1) if (this.lead[at]?.facts.concepts.includes(index)) return true
    return false
  }
}
