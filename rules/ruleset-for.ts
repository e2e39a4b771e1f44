// The rules that hold for a person: the packs they chose, their own packs and rules, what they deny besides and what they
// except. A mistake in them is a sentence, and until it is mended nothing is allowed.
import * as z from "zod"
import { inOrder, loadRules, ownRuleSchema, packNames, type Rule, type Ruleset } from "./ruleset.ts"

/** `safety` of ralex.yaml, with the person's pack files already read. */
export interface RuleSettings {
  /** Names of built-in packs. */
  packs: "all" | readonly string[]
  packFiles: readonly { path: string; content: unknown }[]
  allow: readonly string[]
  deny: readonly string[]
  rules: readonly unknown[]
}

export interface OwnRuleset extends Ruleset {
  /** The rules that no built-in pack has. */
  own: Rule[]
  /** What the person should know, though every rule holds. */
  warnings: string[]
}

/** Own rules may not pass for Ralex's. */
const TAKEN = ["ralex", "own"]

export function rulesetFor(settings: RuleSettings): OwnRuleset {
  const { packs, packFiles, allow, deny, rules } = settings
  const unknownPack = packs === "all" ? undefined : packs.find((name) => !packNames.includes(name))
  if (unknownPack !== undefined)
    return broken(
      `safety.packs names ${unknownPack}, which is no pack; there are ${packNames.join(", ")}, and paths to YAML files of your own`,
    )
  const sources = [...packFiles.map(rulesOfFile), rulesOf("safety.rules", rules)]
  const wrong = sources.find((source) => typeof source === "string")
  if (wrong !== undefined) return broken(wrong)
  const own = sources.flatMap((source) => (typeof source === "string" ? [] : source))
  const twice = own.find(({ id }, index) => own.findIndex((other) => other.id === id) !== index)
  if (twice) return broken(`the rule ${twice.id} is there twice; each needs an id of its own`)
  const builtIn = loadRules().rules.filter(({ id }) => packs === "all" || packs.includes(packOf(id)))
  return withExceptions([...denyRules(deny), ...builtIn, ...own], own, allow)
}

function broken(what: string): OwnRuleset {
  const sentence = `Ralex allows no tool call, since its safety rules can not be read: ${plain(what)}. A person must mend ralex.yaml, then start OpenCode again.`
  return { rules: [], own: [], warnings: [], broken: sentence }
}

/** A stranger's project may have written it, and it goes to a terminal. */
function plain(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}]+/gu, " ")
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line
}

const MOST_SHOWN = 400

function rulesOfFile({ path, content }: RuleSettings["packFiles"][number]): Rule[] | string {
  if (!Array.isArray(content)) return `${path} is no list of rules`
  return rulesOf(path, content)
}

/** The rules, or what is wrong with the first that can not be used. */
function rulesOf(place: string, written: readonly unknown[]): Rule[] | string {
  const rules: Rule[] = []
  for (const [index, one] of written.entries()) {
    const name = nameOf(one) ?? `rule ${index + 1}`
    const parsed = ownRuleSchema.safeParse(one)
    if (!parsed.success) return `${name} in ${place}: ${mistakeIn(parsed.error)}`
    const pack = packOf(parsed.data.id)
    if (packNames.includes(pack) || TAKEN.includes(pack))
      return `${name} in ${place}: ids that begin with ${pack}. are Ralex's own; begin it with another word`
    rules.push(parsed.data)
  }
  return rules
}

function nameOf(rule: unknown): string | undefined {
  const id = z.object({ id: z.string() }).safeParse(rule)
  return id.success ? id.data.id : undefined
}

/** Of a key that may be one or a list, the mistake in the form that came nearest. */
function mistakeIn(error: z.ZodError): string {
  let issue: z.core.$ZodIssue | undefined = error.issues[0]
  const path: PropertyKey[] = [...(issue?.path ?? [])]
  while (issue?.code === "invalid_union") {
    const nearest: z.core.$ZodIssue[] | undefined = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0]
    if (!nearest?.[0]) break
    issue = nearest[0]
    path.push(...issue.path)
  }
  const place = path.length > 0 ? `${path.join(".")}: ` : ""
  return `${place}${issue?.message ?? "not valid"}`
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  const wrongType = issues[0]?.code === "invalid_type" ? -1 : 0
  return (issues[0]?.path.length ?? 0) * 2 + wrongType
}

/** Each glob is a rule, so that explanations and rows in the ledger name it. */
function denyRules(globs: readonly string[]): Rule[] {
  return globs.map((glob, index) => ({
    id: `own.deny-${index + 1}`,
    severity: "critical",
    match: [{ words: [glob] }],
    reason: `The configuration denies ${plain(glob)}.`,
    suggestion: "Do without it, or let the person run it.",
    examples: { block: [], allow: [] },
  }))
}

function withExceptions(rules: readonly Rule[], own: Rule[], allow: readonly string[]): OwnRuleset {
  const exceptions = allow.map((entry) => {
    const [rule = "", ...glob] = entry.trim().split(" ")
    return { rule, glob: glob.join(" ").trim() }
  })
  const known = new Set([...loadRules().rules, ...own].map(({ id }) => id))
  const warnings = exceptions
    .filter(({ rule }) => !known.has(rule))
    .map(({ rule }) => `safety.allow names ${rule}, which is no rule; docs/rule-list.md has them all.`)
    .map(plain)
  const lifted = new Set(
    exceptions.filter(({ rule, glob }) => glob === "" && known.has(rule)).map(({ rule }) => rule),
  )
  return {
    rules: inOrder(rules.filter(({ id }) => !lifted.has(id))),
    allow: exceptions.filter(({ rule, glob }) => glob !== "" && known.has(rule)),
    own,
    warnings,
  }
}

function packOf(id: string): string {
  return id.slice(0, id.indexOf("."))
}
