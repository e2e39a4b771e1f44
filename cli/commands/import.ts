// `ralex import litellm|claude-code-router FILE`: another router's configuration as a ralex.yaml, printed and not written.
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { type ParseError, parse as parseJsonc, printParseErrorCode } from "jsonc-parser"
import { parse, stringify } from "yaml"
import * as z from "zod"
import { configSchema } from "../../config/index.ts"
import { type Context, printJson } from "../context.ts"
import type { ImportDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { claudeCodeRouterSchema, importClaudeCodeRouter } from "../import/import-claude-code-router.ts"
import { importLitellm, litellmSchema } from "../import/import-litellm.ts"
import type { Imported } from "../import/imported.ts"
import { UsageError } from "../usage-error.ts"

const SOURCES = ["litellm", "claude-code-router"] as const
type Source = (typeof SOURCES)[number]

export const importCommand = defineCommand({
  name: "import",
  description: "Turn another router's configuration into a ralex.yaml; prints it, and writes nothing.",
  args: {
    from: { type: "positional", required: false, description: `One of ${SOURCES.join(", ")}.` },
    file: { type: "positional", required: false, description: "Its config.yaml, or config.json." },
    json: jsonArgument,
  },
  run: async (args, context) => {
    const from = SOURCES.find((source) => source === args.from)
    if (from === undefined || !args.file)
      throw new UsageError(
        "Say what to import: `ralex import litellm config.yaml`, or `ralex import claude-code-router config.json`.",
      )
    const { config, notes } = convert(from, readDocument(context, from, args.file), args.file)
    if (args.json) {
      printJson(context, { v: 1, from, config: { ...config }, notes } satisfies ImportDocument)
      return exitCode.ok
    }
    context.print(
      `# From ${from}, by \`ralex import\`. For ~/.config/ralex/ralex.yaml.\n${stringify(config)}`,
    )
    for (const note of notes) context.say(`- ${note}`)
    context.say(
      `Nothing was written. Look it through, and put it into ${context.environment.paths.userConfig}.`,
    )
    return exitCode.ok
  },
})

/** @throws {UsageError} for a file that is not there, or is neither YAML nor JSON. */
function readDocument(context: Context, from: Source, path: string): unknown {
  try {
    const text = readFileSync(resolve(context.cwd, path), "utf8")
    return from === "litellm" ? parse(text) : readCommentedJson(text)
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)
    throw new UsageError(`${path} can not be read: ${why.replace(/:$/, "")}.`)
  }
}

/** As claude-code-router's own examples are: JSON with comments, and commas at the end. */
function readCommentedJson(text: string): unknown {
  const errors: ParseError[] = []
  const document: unknown = parseJsonc(text, errors, { allowTrailingComma: true })
  const [first] = errors
  if (first === undefined) return document
  const line = text.slice(0, first.offset).split("\n").length
  throw new Error(`it is not JSON at line ${line} (${printParseErrorCode(first.error)})`)
}

/** @throws {UsageError} for what is not such a configuration. */
function convert(from: Source, document: unknown, path: string): Imported {
  try {
    const imported =
      from === "litellm"
        ? importLitellm(litellmSchema.parse(document))
        : importClaudeCodeRouter(claudeCodeRouterSchema.parse(document))
    configSchema.parse(imported.config)
    return imported
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error
    const [issue] = error.issues
    const where = issue?.path.join(".") || "it"
    throw new UsageError(`${path} is no configuration of ${from}: ${where}: ${issue?.message}.`)
  }
}
