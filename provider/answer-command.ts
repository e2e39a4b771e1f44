// Answers a slash command of Ralex's without a model: an ordinary message in OpenCode's eyes that cost nothing.
// Whether a call is one, the plugin has noted; nothing that the prompt says makes it one.
import type { LanguageModelV3Prompt, LanguageModelV3StreamPart } from "@ai-sdk/provider"
import { commandMark, type Instance, type WaitingCommand } from "../config/index.ts"
import { saidStream } from "./said-stream.ts"
import type { Caller } from "./shake-hands.ts"

type Stream = ReadableStream<LanguageModelV3StreamPart>

/** @returns undefined for a call that answers no command. */
export async function answerCommand(
  caller: Caller,
  prompt: LanguageModelV3Prompt,
): Promise<Stream | undefined> {
  const { instance, session, ask, agent } = caller
  if (agent === "title" || instance.commands.get(ask)?.session !== session) return undefined
  const waiting = takeAll(instance, session)
  const answers: string[] = []
  for (const command of waiting) answers.push(await say(command))
  const goOn = waiting.some(({ interrupts }) => interrupts) && isUnfinished(prompt)
  return saidStream({ text: answers.join("\n\n"), goOn, mark: commandMark("answer") })
}

/** OpenCode calls for the newest message only, so those that queued up while it worked are answered with it. */
function takeAll({ commands }: Instance, session: string): WaitingCommand[] {
  const waiting = [...commands].filter(([, command]) => command.session === session)
  for (const [message] of waiting) commands.delete(message)
  return waiting.map(([, command]) => command)
}

async function say({ answer }: WaitingCommand): Promise<string> {
  try {
    return await answer()
  } catch (error) {
    return `Ralex could not do that: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Before the command stands a tool's result, or an ask of the person's, that no model has answered yet. */
function isUnfinished(prompt: LanguageModelV3Prompt): boolean {
  const before = prompt.at(-2)?.role
  return before === "tool" || before === "user"
}
