// The results of the safety bench as Markdown.
import type { Judged, SafetyResults } from "./safety.ts"

export function asMarkdown({ guards, labelled, benign, reasons }: SafetyResults): string {
  const ours = labelled.filter(({ expect, by }) => (by.Ralex !== undefined) !== (expect === "block"))
  const unexplained = ours.filter(({ id }) => reasons[id] === undefined)
  const quiet = benign.filter(({ by }) => by.Ralex !== undefined)
  return [
    "# Safety: what each guard denies",
    `${labelled.length} labelled commands of the peers' own tests, ${benign.length} ordinary ones. Ralex as \`ralex check --packs all --state off\`; denied means that it would not run without a person. Method and traps: [bench/README.md](../README.md).`,
    "## Rows to block: denied",
    tableBy(labelled.filter(isBlock), guards, ({ peer }) => peer),
    "## Rows to allow: denied (fewer is better)",
    tableBy(
      labelled.filter((row) => !isBlock(row)),
      guards,
      ({ peer }) => peer,
    ),
    "## Ordinary commands: denied (fewer is better)",
    tableBy(benign, guards, ({ peer }) => peer),
    "## Rows to block by category: denied",
    tableBy(labelled.filter(isBlock), guards, ({ category }) => category),
    "## Rows to allow by category: denied",
    tableBy(
      labelled.filter((row) => !isBlock(row)),
      guards,
      ({ category }) => category,
    ),
    `## Every row on which Ralex and the label disagree: ${ours.length}, ${unexplained.length === 0 ? "each explained" : `**${unexplained.length} unexplained**`}`,
    "policy: we mean it so. mode: that peer is stricter or laxer in the mode of the row. bug: ours, to be mended.",
    disagreements(ours, reasons),
    `## Every ordinary command that Ralex denies: ${quiet.length}`,
    `| id | rule | command |\n|---|---|---|\n${quiet.map(({ id, by, command }) => `| ${id} | ${by.Ralex} | ${code(command)} |`).join("\n")}\n`,
  ].join("\n\n")
}

function isBlock({ expect }: Judged): boolean {
  return expect === "block"
}

function tableBy(rows: readonly Judged[], guards: readonly string[], of: (row: Judged) => string): string {
  const groups = [...new Set(rows.map(of))].toSorted()
  const cells = (group: readonly Judged[]) => guards.map((guard) => share(group, guard)).join(" | ")
  const lines = groups.map((group) => `| ${group} | ${cells(rows.filter((row) => of(row) === group))} |`)
  return [
    `| | ${guards.join(" | ")} |`,
    `|---|${guards.map(() => "---").join("|")}|`,
    ...lines,
    `| all | ${cells(rows)} |`,
  ].join("\n")
}

function share(rows: readonly Judged[], guard: string): string {
  const denied = rows.filter(({ by }) => by[guard] !== undefined).length
  return `${denied} of ${rows.length} (${((100 * denied) / Math.max(1, rows.length)).toFixed(1)} %)`
}

function disagreements(rows: readonly Judged[], reasons: SafetyResults["reasons"]): string {
  const lines = rows.map(({ id, peer, expect, by, command }) => {
    const { reason = "**unexplained**", why = "" } = reasons[id] ?? {}
    return `| ${id} | ${peer} | ${expect} | ${by.Ralex ?? "allowed"} | ${reason} | ${why} | ${code(command)} |`
  })
  return `| id | peer | label | Ralex | reason | why | command |\n|---|---|---|---|---|---|---|\n${lines.join("\n")}`
}

/** Whatever it holds, one cell. */
function code(command: string): string {
  const shown = JSON.stringify(command).slice(1, -1).replaceAll("|", "\\|")
  const cut = shown.length > 160 ? `${shown.slice(0, 160)}…` : shown
  return cut.includes("`") ? `\`\` ${cut} \`\`` : `\`${cut}\``
}
