// One call as the request log has it, for people: its end, the tries before it, and with its content what was sent and said.

import type { LogEntry } from "../ledger/index.ts"
import { printable } from "../ledger/index.ts"

type CallEntry = Extract<LogEntry, { type: "call" }>

export function showLoggedCall(entry: CallEntry): string {
  const { id, at, status, outcome, host, error, failures, request, answer, leftOut } = entry
  const lines = [
    ["call", id ?? "none"],
    ["ended", `${at}: ${status}, ${outcome}`],
    ["session", `${entry.session} of ${entry.agent} in ${entry.project}`],
    ["decided", [entry.class, entry.tier, entry.cause, ...entry.signals].filter(Boolean).join(", ")],
    ["model", `${entry.model ?? "none"}${host === null ? "" : ` at ${host}`} (asked: ${entry.modelAsked})`],
    ["tokens", `${entry.inputTokens} in, ${entry.cachedTokens} of them cached; ${entry.outputTokens} out`],
    ["times", `${entry.timeToFirstTokenMs ?? "-"} ms to the first token, ${entry.durationMs} ms in all`],
    ...failures.map(({ at: when, model, kind, detail }) => [
      "failed",
      `${when} ${model}: ${kind}, ${detail}`,
    ]),
    ...(error === null ? [] : [["told", error]]),
    ...(leftOut === undefined ? [] : [["left out", leftOut]]),
  ]
  const head = lines.map(([name = "", text = ""]) => `${name.padEnd(10)}${printable(text)}\n`).join("")
  return head + contentShown("request", request) + contentShown("answer", answer)
}

function contentShown(title: string, content: Record<string, unknown> | undefined): string {
  if (!content) return ""
  const messages = Array.isArray(content.messages) ? content.messages : [content]
  const shown = messages.map((message) => messageShown(title, message)).join("")
  const tools = Array.isArray(content.tools) && content.tools.length > 0 ? [content.tools.join(", ")] : []
  return `${shown}${tools.map((names) => `\n--- tools\n${printable(names)}\n`).join("")}`
}

function messageShown(title: string, message: unknown): string {
  const { role = title, content } = message as { role?: unknown; content?: unknown }
  const parts = Array.isArray(content) ? content.map(partShown) : [textOf(content)]
  return `\n--- ${printable(String(role))}\n${printable(parts.join("\n"))}\n`
}

function partShown(part: unknown): string {
  const { type, text, toolName, input, output } = part as Record<string, unknown>
  if (typeof text === "string") return type === "text" ? text : `(${String(type)}) ${text}`
  if (type === "tool-call") return `(calls ${String(toolName)}) ${textOf(input)}`
  if (type === "tool-result") return `(result of ${String(toolName)}) ${textOf(output)}`
  return textOf(part)
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2)
}
