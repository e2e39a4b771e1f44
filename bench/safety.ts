// `bun run bench:safety [FOLDER]`: what Ralex and two peers deny of labelled and of ordinary commands. The folder holds
// labelled.jsonl and benign.jsonl, or a folder `safety` with them; left out, RALEX_DATA.
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { ccSafetyNet, destructiveCheck, type Guard, ralex } from "./safety-guards.ts"
import { asMarkdown } from "./safety-tables.ts"

const rowSchema = z.object({
  id: z.string(),
  command: z.string(),
  expect: z.enum(["block", "allow"]).default("allow"),
  peer: z.string().optional(),
  source: z.string().optional(),
  category: z.string().default("none"),
})
const reasonsSchema = z.record(
  z.string(),
  z.object({ reason: z.enum(["policy", "mode", "bug"]), why: z.string() }),
)

export interface Judged {
  id: string
  command: string
  expect: "block" | "allow"
  peer: string
  category: string
  /** By guard, the rule by which it denied. */
  by: Record<string, string | undefined>
}

export interface SafetyResults {
  guards: string[]
  labelled: Judged[]
  benign: Judged[]
  reasons: z.infer<typeof reasonsSchema>
}

async function main(given: string | undefined): Promise<void> {
  const folder = [given, given && join(given, "safety")].find(
    (path) => path && existsSync(join(path, "labelled.jsonl")),
  )
  if (!folder) {
    console.log(
      `Skipped: there is no labelled.jsonl in ${given ?? "(no folder)"}; give its folder as the argument, or as RALEX_DATA.`,
    )
    return
  }
  const guards: Record<string, Guard> = {
    Ralex: ralex,
    "cc-safety-net 2.4.5": await ccSafetyNet(),
    "opencode-destructive-check 1.0.5": await destructiveCheck(),
  }
  const reasons = JSON.parse(readFileSync(join(import.meta.dir, "safety-disagreements.json"), "utf8"))
  const results: SafetyResults = {
    guards: Object.keys(guards),
    labelled: await judgeAll(join(folder, "labelled.jsonl"), guards),
    benign: await judgeAll(join(folder, "benign.jsonl"), guards),
    reasons: reasonsSchema.parse(reasons),
  }
  await write(results)
}

async function judgeAll(file: string, guards: Record<string, Guard>): Promise<Judged[]> {
  const lines = readFileSync(file, "utf8").trim().split("\n")
  const judged: Judged[] = []
  for (const line of lines) {
    const { peer, source, ...row } = rowSchema.parse(JSON.parse(line))
    const by: Judged["by"] = {}
    for (const [name, guard] of Object.entries(guards)) by[name] = await verdictOf(guard, row.command)
    judged.push({ ...row, peer: peer ?? source ?? "none", by })
  }
  return judged
}

/** A guard that throws blocks nothing, as its host goes on without it. */
async function verdictOf(guard: Guard, command: string): Promise<string | undefined> {
  try {
    return await guard(command)
  } catch {
    return undefined
  }
}

async function write(results: SafetyResults): Promise<void> {
  const out = join(import.meta.dir, "results")
  mkdirSync(out, { recursive: true })
  const markdown = asMarkdown(results)
  const { guards, labelled, benign } = results
  const differ = labelled.filter(({ expect, by }) => (by.Ralex !== undefined) !== (expect === "block"))
  const unexplained = differ.filter(({ id }) => results.reasons[id] === undefined).map(({ id }) => id)
  const sets = { labelled: countsOf(labelled, guards), benign: countsOf(benign, guards) }
  const document = { v: 1, ...sets, disagreements: differ.map(({ id }) => id), unexplained }
  await Bun.write(join(out, "safety.json"), `${JSON.stringify(document, null, 2)}\n`)
  await Bun.write(join(out, "safety.md"), markdown)
  console.log(markdown.split("\n## Every row")[0])
  console.log(
    `\n${differ.length} rows on which Ralex and the label disagree, ${unexplained.length} of them unexplained: bench/results/safety.md.`,
  )
  if (unexplained.length > 0) process.exitCode = 1
}

/** Denied and all, by peer, label and guard. */
function countsOf(rows: readonly Judged[], guards: readonly string[]) {
  const keys = [...new Set(rows.map(({ peer, expect }) => `${peer} ${expect}`))].toSorted()
  return Object.fromEntries(
    keys.map((key) => {
      const group = rows.filter(({ peer, expect }) => `${peer} ${expect}` === key)
      const denied = guards.map((guard) => [guard, group.filter(({ by }) => by[guard] !== undefined).length])
      return [key, { rows: group.length, denied: Object.fromEntries(denied) }]
    }),
  )
}

await main(process.argv[2] ?? process.env.RALEX_DATA)
