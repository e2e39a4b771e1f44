// A tool that is no shell as an execution: what it touches, its name, its arguments, and a secret among what it may send.
import type { Effect, Execution } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"
import { argumentTexts } from "./argument-texts.ts"
import { deletesAll } from "./deletes-all.ts"
import type { ToolCall } from "./tool-call.ts"
import { toolName } from "./tool-name.ts"

/** Tools that hand what they are given to somebody elsewhere, by their names; others do where they fetch. */
const SENDS =
  /(^|_)(websearch|codesearch|search|fetch|http|request|post|send|publish|share|upload|comment|message|mail|email|slack|discord|tweet|gist|issue|navigate|browser|webhook|notify)(_|$)/

export function toolExecution(
  { tool, args }: ToolCall,
  effects: Effect[],
  context: JudgeContext,
): Execution[] {
  const name = toolName(tool)
  const texts = argumentTexts(args)
  const sends = SENDS.test(name) || effects.some(({ access }) => access === "fetch")
  const { holdsSecret } = context
  const isSecret = sends && holdsSecret !== undefined && texts.some(({ value }) => holdsSecret(value))
  return [
    {
      argv: [],
      program: "",
      arguments: { flags: [], operands: [] },
      cwd: context.cwd,
      origin: `tool ${tool}`,
      effects,
      requests: [],
      traits: [
        ...(isSecret ? (["holds-secret"] as const) : []),
        ...(deletesAll(name, args) ? (["deletes-all"] as const) : []),
      ],
      tool: { name, texts },
    },
  ]
}
