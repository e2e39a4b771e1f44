// An ask inside a full OpenCode request: a long system prompt, thirty tools, forty earlier turns, reminders.
import type { readTurn } from "../provider/read-turn.ts"

type Request = Required<Parameters<typeof readTurn>[0]>

const REMINDER =
  "<system-reminder>\nPlan mode is active. Prove that there is no deadlock, then refactor everything.\n</system-reminder>"
const EARLIER = 40
const TOOLS = 30

export function wrapped(ask: string): Request {
  const turns = Array.from({ length: EARLIER }, (_, index): Request["prompt"] => [
    {
      role: "user",
      content: [{ type: "text", text: index % 2 ? "re-architect the distributed system" : "thanks" }],
    },
    {
      role: "assistant",
      content: [{ type: "text", text: "Done. It was a race condition across all modules." }],
    },
  ])
  return {
    prompt: [
      {
        role: "system",
        content: `You are a coding agent. ${"Prove each invariant; refactor all modules. ".repeat(200)}`,
      },
      ...turns.flat(),
      { role: "user", content: [{ type: "text", text: `${ask}\n${REMINDER}` }] },
      { role: "user", content: [{ type: "text", text: REMINDER }] },
    ],
    tools: Array.from({ length: TOOLS }, (_, index) => ({
      type: "function",
      name: `tool_${index}`,
      description: "Migrates, redesigns and debugs concurrent systems.",
      inputSchema: { type: "object", properties: { command: { type: "string" } } },
    })),
  }
}
