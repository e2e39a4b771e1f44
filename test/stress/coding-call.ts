// What one call of a fleet's session asks: the shape of OpenCode's calls, from a plain ask to the fifth step of its tool loop.
import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import { HANDSHAKE } from "../../config/index.ts"
import { chance, pick } from "./chance.ts"

export interface PlaceInFleet {
  worker: number
  call: number
}

const SESSIONS = 8
const CALLS_PER_TURN = 5
/** OpenCode 1.18's own `max_tokens`. */
const MAX_OUTPUT_TOKENS = 32_000

// OpenCode sends some 10 kB of system prompt and 20 kB of tools before anything was said.
const SYSTEM =
  "You are a coding agent in a person's terminal. Follow the conventions of the project. ".repeat(120)
const TOOLS = ["bash", "read", "edit", "write", "glob", "grep", "list", "todowrite"]

/** What people ask of a session, from a rename to a refactoring. */
export const ASKS: [string, ...string[]] = [
  "Rename the variable total to sum in src/cart.ts.",
  "What does the function in src/discount.ts do?",
  "Fix the typo in the README.",
  "Add a missing null check to readUser.",
  "Why does the build print a warning?",
  "Write a test for the empty cart.",
  "Bump the version to 1.4.2.",
  "Refactor the order service into pricing and shipping across the whole code base, and keep it backwards compatible.",
]

export function codingCall(place: PlaceInFleet): Omit<LanguageModelV3CallOptions, "abortSignal"> {
  return {
    prompt: promptOf(place),
    tools: TOOLS.map((name) => ({
      type: "function" as const,
      name,
      description: `Runs ${name} in the project's folder and returns what it said. `.repeat(20),
      inputSchema: { type: "object", properties: { path: { type: "string" }, text: { type: "string" } } },
    })),
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    headers: headersOf(place),
  }
}

/** The ask, and for later calls of the turn what its tools answered so far. */
function promptOf({ worker, call }: PlaceInFleet): LanguageModelV3Prompt {
  const turn = Math.floor(call / CALLS_PER_TURN)
  const ask = pick(ASKS, "ask", worker, turn)
  const steps = Array.from({ length: call % CALLS_PER_TURN }, (_, step) =>
    toolStep(`${worker}-${turn}-${step}`),
  )
  return [
    { role: "system", content: SYSTEM },
    { role: "user", content: [{ type: "text", text: ask }] },
    ...steps.flat(),
  ]
}

/** A file of one to nine kB that was read. */
function toolStep(id: string): LanguageModelV3Prompt {
  const read = { toolCallId: `call-${id}`, toolName: "read" }
  const value = "export const rate = 0.2 // as agreed\n".repeat(30 + Math.floor(chance("file", id) * 220))
  return [
    { role: "assistant", content: [{ type: "tool-call", ...read, input: { path: `src/${id}.ts` } }] },
    { role: "tool", content: [{ type: "tool-result", ...read, output: { type: "text", value } }] },
  ]
}

/** As plugin and OpenCode put them on a call; standalone needs no nonce. */
function headersOf({ worker, call }: PlaceInFleet): Record<string, string> {
  const session = `ses_${worker % SESSIONS}`
  return {
    [HANDSHAKE.agent]: "build",
    [HANDSHAKE.session]: session,
    [HANDSHAKE.rootSession]: session,
    [HANDSHAKE.turn]: `msg_${worker}_${Math.floor(call / CALLS_PER_TURN)}`,
  }
}
