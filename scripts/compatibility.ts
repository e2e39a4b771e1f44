// What was run with which versions: docs/compatibility.json keeps it, docs/compatibility.md shows it.
// `bun scripts/compatibility.ts note "npm test" PASSED FAILED` adds a run of this machine; `bun scripts/generate.ts` writes the page.
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"

const root = join(import.meta.dir, "..")
const RECORD = join(root, "docs", "compatibility.json")
const START = "<!-- runs:start -->"
const END = "<!-- runs:end -->"

/** Debian's packages that tests use. */
const PACKAGES = "bash bubblewrap chromium git postgresql-[0-9]* prometheus ripgrep socat tmux".split(" ")

/** dpkg's own placeholders. */
const FORMAT = ["Package", "Version"]
  .map((name) => `$\{${name}}`)
  .join(" ")
  .concat("\\n")

const runSchema = z.strictObject({
  /** UTC, as 2026-11-28. */
  date: z.iso.date(),
  what: z.string().min(1),
  opencode: z.string(),
  bun: z.string(),
  node: z.string(),
  system: z.string(),
  packages: z.record(z.string(), z.string()),
  passed: z.int().positive(),
  failed: z.int().nonnegative(),
})
export type Run = z.infer<typeof runSchema>

export function readRuns(): Run[] {
  return z.array(runSchema).parse(JSON.parse(readFileSync(RECORD, "utf8")))
}

/** The newest run of the same kind on the same OpenCode counts. */
export function noteRun(run: Run): void {
  const others = readRuns().filter(({ what, opencode }) => what !== run.what || opencode !== run.opencode)
  const runs = [...others, run].toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  writeFileSync(RECORD, `${JSON.stringify(runs, null, 2)}\n`)
}

function keyOf({ opencode, what }: Run): string {
  const parts = opencode.split(".").map((part) => part.padStart(6, "0"))
  return `${parts.join(".")} ${what}`
}

/** @param page The text of docs/compatibility.md. */
export function withRuns(page: string, runs: readonly Run[]): string {
  const rows = runs.map(
    ({ opencode, what, passed, failed, bun, node, system, date }) =>
      `| ${[opencode, what, passed, failed, bun, node, system, date].join(" | ")} |`,
  )
  const head = "| OpenCode | What ran | Passed | Failed | Bun | Node | System | Date |"
  const newest = runs.toSorted((one, other) => (one.date < other.date ? 1 : -1))[0]
  const packages = Object.entries(newest?.packages ?? {}).map(([name, version]) => `${name} ${version}`)
  const table = [head, "|---|---|---|---|---|---|---|---|", ...rows].join("\n")
  const start = page.indexOf(START) + START.length
  const end = page.indexOf(END)
  if (start < START.length || end < start) throw new Error(`The page needs ${START}, and ${END} after it.`)
  return `${page.slice(0, start)}\n${table}\n\nDebian packages of the newest run: ${packages.join(", ")}.\n${page.slice(end)}`
}

/** This machine's versions. */
export async function observe(): Promise<Omit<Run, "what" | "passed" | "failed">> {
  const release = await said(["sh", "-c", '. /etc/os-release && echo "$PRETTY_NAME"'])
  const listed = await said(["dpkg-query", "-W", "-f", FORMAT, ...PACKAGES])
  const packages = listed.split("\n").flatMap((line) => {
    const [name, version] = line.split(" ")
    return name && version ? [[name, version] as const] : []
  })
  return {
    date: new Date().toISOString().slice(0, 10),
    opencode: await said([join(root, "node_modules", ".bin", "opencode"), "--version"]),
    bun: Bun.version,
    node: (await said(["node", "--version"])).replace(/^v/, ""),
    system: release || process.platform,
    packages: Object.fromEntries(packages),
  }
}

async function said(command: string[]): Promise<string> {
  try {
    return (await Bun.$`${command}`.cwd(root).nothrow().quiet().text()).trim()
  } catch {
    return "" // the program is not there
  }
}

if (import.meta.main) {
  const [verb, what = "", passed, failed] = process.argv.slice(2)
  if (verb !== "note") {
    console.error('Usage: bun scripts/compatibility.ts note "npm test" PASSED FAILED')
    process.exit(2)
  }
  noteRun(runSchema.parse({ ...(await observe()), what, passed: Number(passed), failed: Number(failed) }))
}
