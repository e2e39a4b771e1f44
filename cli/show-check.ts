// What `ralex check` shows a person: the verdict and why; explained also what would run, what was looked at on the disk,
// and which rules came near.

import colors from "picocolors"
import { printable } from "../ledger/index.ts"
import type { CheckDocument } from "./contract.ts"
import type { ExplanationDocument } from "./explanation-schema.ts"

type Execution = NonNullable<ExplanationDocument["executions"]>[number]
type Trial = NonNullable<ExplanationDocument["rules"]>[number]
type Looked = NonNullable<ExplanationDocument["state"]>[number]

export function showCheck(document: CheckDocument): string {
  const lines = [...verdictLines(document), ...explanationLines(document)]
  return `${lines.join("\n")}\n`
}

const MARK = { allow: colors.green, ask: colors.yellow, deny: colors.red }

function verdictLines({ verdict, rule, reason, suggestion, evidence, because }: CheckDocument): string[] {
  const marked = MARK[verdict](verdict)
  return [
    rule === null ? marked : `${marked}  ${rule}: ${printable(reason ?? "")}`,
    ...(evidence ? [`  found: ${printable(evidence)}`] : []),
    ...(because ? [`  because: ${printable(because)}`] : []),
    ...(suggestion === null ? [] : [`  instead: ${printable(suggestion)}`]),
  ]
}

function explanationLines({ verdict, executions = [], state = [], rules, tried }: CheckDocument): string[] {
  if (!rules) return []
  const near = rules.filter(isNear)
  return [
    "",
    executions.length === 0 ? "Nothing would run." : "What would run:",
    ...executions.flatMap(executionLines),
    ...(state.length === 0 ? [] : ["", "What was looked at:", ...state.map(lookLine)]),
    "",
    `${tried?.length ?? 0} rules tried${near.length === 0 ? "; none came near." : ":"}`,
    ...near.map((trial) => trialLine(trial, verdict === "allow")),
  ]
}

/** The words are quoted as a shell would have them. */
function executionLines({ argv, origin, cwd, effects, traits }: Execution, index: number): string[] {
  const words = argv.length === 0 ? "(no program)" : argv.map(quoted).join(" ")
  const facts = [
    ...effects.map(
      ({ access, target, recursive }) => `${access} ${target}${recursive ? " and all in it" : ""}`,
    ),
    ...traits,
  ]
  return [
    `  ${index + 1}. ${printable(words)}  ${colors.dim(printable(`${origin}, in ${cwd}`))}`,
    ...facts.map((fact) => `       ${printable(fact)}`),
  ]
}

function quoted(word: string): string {
  return /^[\w@%+=:,./~…-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function lookLine({ about, argv, targets, answer }: Looked): string {
  const what = targets.length > 0 ? targets.join(", ") : argv.join(" ")
  return printable(`  ${about}: ${what}: ${answerOf(answer)}`)
}

function answerOf(answer: Looked["answer"]): string {
  switch (answer.kind) {
    case "kept":
      return `nothing would be lost, ${answer.because}`
    case "lost":
      return `it would lose ${answer.losses.map(({ kind, name }) => `${name} (${kind})`).join(", ")}`
    case "unknown":
      return `it can not be told, ${answer.why}`
  }
}

/** The program is the one that the rule is about; the other rules would only fill the screen. */
function isNear({ matched, held }: Trial): boolean {
  return matched || held.some((key) => /^(program|trait) /.test(key))
}

/** What matched and is allowed all the same was looked at. */
function trialLine(
  { rule, severity, matched, onlyIfLost, execution, held, missing }: Trial,
  isAllowed: boolean,
): string {
  const where = execution === null ? "" : ` at ${execution + 1}`
  const line = `${rule} (${severity})${where}: ${held.map(short).join("; ")}`
  if (matched && (onlyIfLost || isAllowed))
    return `  ${colors.yellow("looked")}   ${printable(`${line}; denied if anything would be lost`)}`
  if (matched) return `  ${colors.red("matched")}  ${printable(line)}`
  return colors.dim(`  passed   ${printable(`${line}; but not ${short(missing ?? "")}`)}`)
}

const MOST_SHOWN = 80

function short(key: string): string {
  return key.length > MOST_SHOWN ? `${key.slice(0, MOST_SHOWN)}…` : key
}
