// Writes what is made from the config schema, the packs and the runs that were noted: ralex.schema.json, the tables in
// docs/configuration.md and docs/compatibility.md, docs/rule-list.md.
// `--check` only compares.
import { join } from "node:path"
import * as z from "zod"
import { configSchema } from "../config/index.ts"
import { loadRules } from "../rules/index.ts"
import { readRuns, withRuns } from "./compatibility.ts"
import { listRules } from "./list-rules.ts"

const root = join(import.meta.dir, "..")
const CONFIGURATION = "docs/configuration.md"
const COMPATIBILITY = "docs/compatibility.md"
const START = "<!-- config:start -->"
const END = "<!-- config:end -->"

const nodeSchema = z.looseObject({
  type: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
  /** Of a value that may be null. */
  anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional(),
})

export interface GeneratedFile {
  path: string
  text: string
}

export async function generate(): Promise<GeneratedFile[]> {
  const text = await Bun.file(join(root, CONFIGURATION)).text()
  const compatibility = await Bun.file(join(root, COMPATIBILITY)).text()
  return [
    { path: "ralex.schema.json", text: `${JSON.stringify(configJsonSchema(), null, 2)}\n` },
    { path: "docs/rule-list.md", text: listRules(loadRules().rules) },
    { path: CONFIGURATION, text: withTable(text) },
    { path: COMPATIBILITY, text: withRuns(compatibility, readRuns()) },
  ]
}

function configJsonSchema() {
  return { title: "ralex.yaml", ...z.toJSONSchema(configSchema, { io: "input" }) }
}

function withTable(page: string): string {
  const start = page.indexOf(START) + START.length
  const end = page.indexOf(END)
  if (start < START.length || end < start)
    throw new Error(`${CONFIGURATION} needs ${START}, and ${END} after it.`)
  const rows = rowsOf("", configJsonSchema())
  const table = ["| Key | Values | Default | What it does |", "|---|---|---|---|", ...rows].join("\n")
  return `${page.slice(0, start)}\n${table}\n${page.slice(end)}`
}

/** One row a leaf; keys of objects are joined by dots. */
function rowsOf(prefix: string, value: unknown): string[] {
  const node = nodeSchema.parse(value)
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const key = prefix ? `${prefix}.${name}` : name
    const leaf = nodeSchema.parse(child)
    return leaf.properties ? rowsOf(key, child) : [row(key, leaf)]
  })
}

function row(key: string, leaf: z.infer<typeof nodeSchema>): string {
  const values = leaf.enum?.map((entry) => `\`${entry}\``).join(", ") ?? typeOf(key, leaf)
  const fallback =
    leaf.default === undefined || leaf.default === null ? "" : `\`${JSON.stringify(leaf.default)}\``
  return `| \`${key}\` | ${values} | ${fallback.replaceAll('"', "")} | ${leaf.description ?? ""} |`
}

function typeOf(key: string, leaf: z.infer<typeof nodeSchema>): string {
  if (leaf.type === "array" && key.startsWith("safety.")) return "list"
  if (leaf.type === "array") return leaf.items?.type === "string" ? "list of models" : "list of numbers"
  if (leaf.type === "object") return "map"
  const types = leaf.anyOf?.map(({ type }) => type) ?? [leaf.type]
  return types.join(" or ").replace("integer", "number").replace("array", "list")
}

async function main(check: boolean): Promise<void> {
  for (const { path, text } of await generate()) {
    const file = Bun.file(join(root, path))
    if ((await file.exists()) && (await file.text()) === text) continue
    if (check) {
      console.error(
        `${path} is not what the config schema, the packs and the noted runs make it; run \`bun run generate\` and commit it.`,
      )
      process.exitCode = 1
    } else {
      await Bun.write(join(root, path), text)
      console.log(`Wrote ${path}.`)
    }
  }
}

if (import.meta.main) await main(process.argv.includes("--check"))
