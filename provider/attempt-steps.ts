// What a model did in the newest turn, step by step, as far as the end of its attempt is judged by it. Pure.
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { VERIFY_TOOL } from "../config/index.ts"

export interface Step {
  tool: string
  /** A command's text; empty for other tools. */
  command: string
  failed: boolean
  timedOut: boolean
  /** An editing tool did its work. */
  edited: boolean
  /** The error with its numbers and paths taken out, so that the same one is known again. */
  error: string
}

/** Exit code of a command by the id of its tool call, where the plugin saw it. */
export type ExitCodeOf = (toolCallId: string) => number | undefined

type Part = Extract<LanguageModelV3Prompt[number], { role: "tool" | "assistant" }>["content"][number]
type Call = Extract<Part, { type: "tool-call" }>
type Result = Extract<Part, { type: "tool-result" }>

/** Since the newest message of a person's, and since the last check of an attempt. */
export function stepsOf(prompt: LanguageModelV3Prompt, exitCodeOf: ExitCodeOf): Step[] {
  const parts = prompt
    .slice(prompt.findLastIndex(({ role }) => role === "user") + 1)
    .flatMap(({ role, content }): Part[] => (role === "assistant" || role === "tool" ? content : []))
  const results = parts.filter((part): part is Result => part.type === "tool-result")
  const since = parts.findLastIndex((part) => part.type === "tool-result" && isCheck(part))
  return parts
    .slice(since + 1)
    .filter((part): part is Call => part.type === "tool-call")
    .map((call) =>
      stepOf(
        call,
        results.find(({ toolCallId }) => toolCallId === call.toolCallId),
        exitCodeOf,
      ),
    )
}

/** One that a model named itself is answered by an error. */
function isCheck({ toolName, output }: Result): boolean {
  return toolName === VERIFY_TOOL && output.type === "text"
}

/** What the guard denied says nothing about the work: plugin/guard-tool.ts. */
const BLOCKED = "Ralex blocked this"

const EDITING = new Set(["edit", "write", "multiedit", "patch", "apply_patch"])
const SHELL = new Set(["bash", "shell"])

function stepOf(
  { toolCallId, toolName, input }: Call,
  result: Result | undefined,
  exitCodeOf: ExitCodeOf,
): Step {
  const command = SHELL.has(toolName) ? commandOf(input) : ""
  const output = textOf(result)
  const refused = result?.output.type === "error-text" || result?.output.type === "error-json"
  const exit = exitCodeOf(toolCallId)
  const timedOut = SHELL.has(toolName) && TIMED_OUT.test(output)
  const wentWrong = refused || timedOut || (exit === undefined ? looksFailed(command, output) : exit !== 0)
  const failed = wentWrong && !output.startsWith(BLOCKED)
  return {
    tool: toolName,
    command,
    failed,
    timedOut,
    edited: !refused && EDITING.has(toolName),
    error: failed ? normalised(output) : "",
  }
}

function commandOf(input: unknown): string {
  const command = typeof input === "object" && input !== null && "command" in input ? input.command : ""
  return typeof command === "string" ? command.slice(0, MOST) : ""
}

function textOf(result: Result | undefined): string {
  if (!result) return ""
  const { output } = result
  if (output.type === "text" || output.type === "error-text") return ends(output.value)
  return ends(JSON.stringify("value" in output ? output.value : ""))
}

/** Enough of an output to know an error by; a step must not cost with its size. */
const MOST = 4_000

function ends(text: string): string {
  return text.length <= MOST ? text : text.slice(0, MOST / 2) + text.slice(-MOST / 2)
}

const TIMED_OUT = /terminated command after exceeding timeout|command timed out|timed out after \d+/i

/** Where nobody saw the exit code: the marks by which usual tools say that they failed. */
const FAILURES =
  /(^|\n)\s*(npm ERR!|Traceback \(most recent|fatal: |panic: |error(\[\w+\])?: |FAILED\b|FAIL\b|(\S+: )*command not found)|\b[1-9]\d* (fail(ed|ing|ures?)?)\b|exit(ed with)?( code| status)? [1-9]\d*\b/

function looksFailed(command: string, output: string): boolean {
  return command !== "" && FAILURES.test(output)
}

function normalised(error: string): string {
  return error
    .slice(0, 400)
    .replaceAll(/[\w~.-]*\/[\w./~-]+/g, "PATH")
    .replaceAll(/\d+/g, "N")
    .replaceAll(/\s+/g, " ")
    .trim()
}
