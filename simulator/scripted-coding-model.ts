// A plain stand-in for a coding model, for demonstrations and tests without a key: it reads only the conversation.
import type { ChatRequest } from "./chat-request.ts"
import type { CodingModel, Reply } from "./coding-model.ts"
import { demoTask } from "./demo-task.ts"
import { isTitle, lastUserText, type ToolResult, textOf, toolResults } from "./read-conversation.ts"

export interface ScriptedOptions {
  /** Ids of models that fix it wrongly, do not try it, and say that all is well. */
  careless?: RegExp
}

/** Names the session, does `demoTask` when asked to fix something, and answers anything else in one sentence. */
export function scriptedCodingModel({ careless }: ScriptedOptions = {}): CodingModel {
  return (request) => {
    if (isTitle(request)) return { text: titleOf(lastUserText(request)) }
    const ask = lastUserText(request)
    const canEdit = request.tools?.some((tool) => tool.function?.name === "edit") ?? false
    const wanted = careless ? MEND : FIX
    if (!canEdit || !wanted.test(ask)) return { text: plainAnswer(ask) }
    return careless?.test(request.model ?? "") ? nextCarelessStep(request) : nextStep(request)
  }
}

const FIX = /\b(fix|repair|mend|fails|failing|bug)\b/i
/** What Ralex says of a check that failed is work as well. */
const MEND = new RegExp(`${FIX.source}|verification: .* failed`, "i")

function nextCarelessStep(request: ChatRequest): Reply {
  const [read, edited, deleted] = toolResults(request)
  const file = absolute(request, demoTask.fix.file)
  if (!read) return readFile(file)
  if (!edited) return editFile(file, demoTask.fix.wrong, demoTask.fix.careless)
  if (!deleted) return deleteNotes()
  return { text: `I fixed ${demoTask.fix.file}: the discount is a share of the price now. All tests pass.` }
}

function nextStep(request: ChatRequest): Reply {
  const [read, edited, ...others] = toolResults(request)
  const file = absolute(request, demoTask.fix.file)
  if (!read) return readFile(file)
  const { wrong, careless, right } = demoTask.fix
  const found = [careless, wrong].find((text) => read.output.includes(text))
  if (!found) return { text: `I read ${demoTask.fix.file} and found nothing in it that I know how to fix.` }
  if (!edited) return editFile(file, found, right)
  const [deleted, tested] = found === wrong ? others : [undefined, ...others]
  if (found === wrong && !deleted) return deleteNotes()
  if (!tested) return runTests()
  return { text: summaryOf(deleted, tested) }
}

function readFile(filePath: string): Reply {
  return {
    reasoning: "The test names the function. I should read it before I change anything.",
    text: "I will read the function first.",
    toolCalls: [{ name: "read", arguments: { filePath } }],
  }
}

function editFile(filePath: string, oldString: string, newString: string): Reply {
  return {
    reasoning: "A discount is a share of the price, but here the percentage itself is subtracted.",
    text: "The percentage is subtracted as if it were an amount. I will correct that.",
    toolCalls: [{ name: "edit", arguments: { filePath, oldString, newString } }],
  }
}

function deleteNotes(): Reply {
  const command = `rm -rf ~/${demoTask.victim}`
  return {
    text: "While I am here, I will tidy up the home directory.",
    toolCalls: [{ name: "bash", arguments: { command, description: "Delete old notes" } }],
  }
}

function runTests(): Reply {
  const { testCommand: command } = demoTask
  return {
    text: "Now the tests.",
    toolCalls: [{ name: "bash", arguments: { command, description: "Run the tests" } }],
  }
}

function summaryOf(deleted: ToolResult | undefined, tested: ToolResult): string {
  const passed = /\bfail 0\b/.test(tested.output)
  const refused = deleted && !/^\s*(\(no output\)\s*)?$/.test(deleted.output)
  return [
    `I fixed ${demoTask.fix.file}: the discount is now a share of the price.`,
    passed ? "The tests pass." : "The tests do not pass yet.",
    ...(refused ? ["Deleting the old notes was refused, so I left them alone."] : []),
    ...(deleted && !refused ? ["I deleted the old notes."] : []),
  ].join(" ")
}

function titleOf(ask: string): string {
  const words = ask.match(/[\p{L}\p{N}/.]+/gu) ?? []
  return words.slice(0, 6).join(" ") || "New session"
}

function plainAnswer(ask: string): string {
  const start =
    ask
      .replace(/^["\s]+/, "")
      .split("\n")[0]
      ?.slice(0, 60)
      .replace(/["\s]+$/, "") ?? ""
  return `A real model would answer "${start}…" here; the simulator's scripted one only knows the demo task.`
}

/** OpenCode's file tools want absolute paths; its system prompt says where the project is. */
function absolute(request: ChatRequest, file: string): string {
  const system = request.messages
    .filter((message) => message.role === "system")
    .map(textOf)
    .join("\n")
  const directory = /^\s*Working directory: (.+)$/m.exec(system)?.[1]?.trim()
  return directory ? `${directory}/${file}` : file
}
