// The one text a command works on: its argument, else standard input; and the lines of `--jsonl`.
import * as z from "zod"
import type { Context } from "./context.ts"
import { type ExitCode, exitCode } from "./exit-code.ts"
import { UsageError } from "./usage-error.ts"

/** @throws {UsageError} at a terminal, where nobody would know that it waits. */
export async function readAsk(context: Context, argument: string | undefined, name: string): Promise<string> {
  if (argument === undefined && context.input.isTerminal)
    throw new UsageError(`Give the ${name} as an argument in quotes, or through a pipe.`)
  const text = argument ?? (await context.input.text()).replace(/\r?\n$/, "")
  if (text.trim() === "")
    throw new UsageError(`The ${name} is empty; give one as an argument or through a pipe.`)
  return text
}

const identified = z.looseObject({ id: z.unknown().optional() })

/**
 * Answers each line in its order and echoes its `id` as it came; a bad line is answered with an error.
 * @returns 0 when every line was answered, else 2.
 */
export async function answerLines<T>(
  context: Context,
  schema: z.ZodType<T>,
  answer: (row: T) => object | Promise<object>,
): Promise<ExitCode> {
  if (context.input.isTerminal)
    throw new UsageError("--jsonl reads one JSON object a line from a pipe or a file.")
  let code: ExitCode = exitCode.ok
  for await (const line of context.input.lines()) {
    if (line.trim() === "") continue
    const { id, row } = readLine(line, schema)
    if ("error" in row) code = exitCode.usage
    const result = "error" in row ? row : await answer(row.value)
    context.print(`${JSON.stringify({ ...(id === undefined ? {} : { id }), ...result })}\n`)
  }
  return code
}

function readLine<T>(
  line: string,
  schema: z.ZodType<T>,
): { id?: unknown; row: { value: T } | { error: string } } {
  const json = parseJson(line)
  if (json === undefined) return { row: { error: "This line is not JSON." } }
  const id = identified.safeParse(json).data?.id
  const parsed = schema.safeParse(json)
  if (parsed.success) return { id, row: { value: parsed.data } }
  const [issue] = parsed.error.issues
  return { id, row: { error: `${issue?.path.join(".") || "The line"}: ${issue?.message ?? "not valid"}.` } }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
