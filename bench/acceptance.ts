// How Ralex does in a person's hands, scenario by scenario: `bun run acceptance [NAME...]`, a name by its first words.
// Writes results/acceptance.md and .json; scenarios that are not played keep what was found before.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { errorRecovery } from "./acceptance/error-recovery.ts"
import { freshInstall } from "./acceptance/fresh-install.ts"
import { mixedRequests } from "./acceptance/mixed-requests.ts"
import type { Outcome, Scenario } from "./acceptance/scenario.ts"
import { tenUsers } from "./acceptance/ten-users.ts"
import { versionBump } from "./acceptance/version-bump.ts"
import { yoloSession } from "./acceptance/yolo-session.ts"
import { machineLine } from "./machine-line.ts"

const SCENARIOS = [mixedRequests, yoloSession, errorRecovery, tenUsers, freshInstall, versionBump]
const results = join(import.meta.dir, "results")

type Found = Outcome & { machine: string }

const wanted = process.argv.slice(2)
const chosen = SCENARIOS.filter(
  ({ name }) => wanted.length === 0 || wanted.some((words) => name.includes(words)),
)
if (chosen.length === 0) throw new Error(`The scenarios are: ${SCENARIOS.map(({ name }) => name).join("; ")}`)

const broken: string[] = []
for (const scenario of chosen) {
  console.error(`playing: ${scenario.name}`)
  const outcome = { machine: machineLine(), ...(await scenario.play()) }
  console.log(sectionOf(scenario, outcome))
  // Read only now: another scenario may have been played beside this one.
  write({ ...readFound(), [scenario.name]: outcome })
  if (outcome.checks.some(({ holds }) => !holds)) broken.push(scenario.name)
}
process.exit(broken.length > 0 ? 1 : 0)

function readFound(): Record<string, Found> {
  try {
    return JSON.parse(readFileSync(join(results, "acceptance.json"), "utf8")) as Record<string, Found>
  } catch {
    return {}
  }
}

function write(found: Record<string, Found>): void {
  const sections = SCENARIOS.map((scenario) => sectionOf(scenario, found[scenario.name]))
  const text = ["# Acceptance", "", ...sections].join("\n")
  writeFileSync(join(results, "acceptance.md"), text)
  writeFileSync(join(results, "acceptance.json"), `${JSON.stringify(found, null, 2)}\n`)
}

function sectionOf({ name, question, method }: Scenario, outcome: Found | undefined): string {
  if (!outcome) return `## ${name}\n\nNot played.\n`
  return [
    `## ${name}`,
    "",
    question,
    "",
    `Method: ${method}`,
    "",
    outcome.machine,
    "",
    ...outcome.tables.flatMap((table) => [tableOf(table), ""]),
    ...outcome.checks.map(({ what, holds }) => `- ${holds ? "holds" : "**does not hold**"}: ${what}`),
    "",
    ...(outcome.notes ?? []).map((note) => `- ${note}`),
    "",
  ].join("\n")
}

function tableOf([head = [], ...rows]: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n")
}
