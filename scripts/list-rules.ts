// The page docs/rule-list.md: every built-in rule, by pack.
import { packNames, type Rule } from "../rules/index.ts"

export function listRules(rules: readonly Rule[]): string {
  const sections = packNames.map((pack) => {
    const own = rules.filter(({ id }) => id.startsWith(`${pack}.`)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
    return [`## ${pack}`, "", HEAD, ...own.map(row), ""].join("\n")
  })
  return `${intro(rules)}\n${sections.join("\n")}`
}

const HEAD = [
  "| Rule | Verdict | Why | For example | Instead | Looks first |",
  "|---|---|---|---|---|---|",
].join("\n")

function intro(rules: readonly Rule[]): string {
  return [
    "# Every safety rule",
    "",
    "<!-- Generated from rules/packs by `bun run generate`. -->",
    "",
    `${rules.length} rules in ${packNames.length} packs. \`deny\` is for everybody; what is \`ask\` a person may lift once, by its code.`,
    "*Looks first*: the disk is looked at, and what loses nothing passes. How to except a rule, or write one: [rules.md](rules.md).",
    "",
  ].join("\n")
}

function row({ id, severity, reason, examples, suggestion, recoverable, only }: Rule): string {
  const [example = ""] = examples.block
  const shown = typeof example === "string" ? example : JSON.stringify(example)
  const verdict = severity === "critical" ? "deny" : "ask"
  const looks = only === "state" ? `${recoverable}; denied only where something is lost` : (recoverable ?? "")
  return `| \`${id}\` | ${verdict} | ${cell(reason)} | ${code(shown)} | ${cell(suggestion ?? "")} | ${looks} |`
}

function cell(text: string): string {
  return text.replace(/\s+/g, " ").trim().replaceAll("|", "\\|").replaceAll("<", "&lt;")
}

const LONGEST = 120

function code(text: string): string {
  const line = text.replaceAll("\n", " ⏎ ").replaceAll("|", "\\|").trim()
  const cut = line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
  return cut.includes("`") ? `\`\` ${cut} \`\`` : `\`${cut}\``
}
