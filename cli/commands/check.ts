// `ralex check`: what the safety rules say of a command or a tool call, whatever the mode.
import { resolve } from "node:path"
import { z } from "zod"
import {
  type Explanation,
  explainCommand,
  judgeCommand,
  judgeToolCall,
  type Verdict,
} from "../../rules/index.ts"
import { type Context, printJson } from "../context.ts"
import type { CheckDocument } from "../contract.ts"
import { defineCommand, jsonArgument, jsonLinesArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import type { ExplanationDocument } from "../explanation-schema.ts"
import { judgeContext } from "../judge-context.ts"
import { answerLines, readAsk } from "../read-ask.ts"
import { showCheck } from "../show-check.ts"

const rowSchema = z
  .object({
    command: z.string().optional(),
    cwd: z.string().optional(),
    tool: z.string().optional(),
    args: z.record(z.string(), z.unknown()).optional(),
  })
  .refine((row) => row.command !== undefined || row.tool !== undefined, "a command or a tool is missing")

type Row = z.infer<typeof rowSchema>

export const check = defineCommand({
  name: "check",
  description: "Whether the safety rules allow a command; exit 0 only when they do.",
  args: {
    command: {
      type: "positional",
      required: false,
      description: "The shell command, in quotes; else standard input.",
    },
    json: jsonArgument,
    jsonl: jsonLinesArgument,
    explain: { type: "boolean", description: "Show the parsed commands and each rule tried." },
    packs: { type: "enum", options: ["all"], description: "Which rule packs judge." },
    state: { type: "enum", options: ["off"], description: "Whether earlier commands count." },
  },
  run: async (args, context) => {
    if (args.jsonl) return answerLines(context, rowSchema, (row) => verdictOf(judgeRow(context, row)))
    const command = await readAsk(context, args.command, "command")
    const scene = judgeContext(context, context.cwd)
    const trace = args.explain ? explainCommand(command, scene) : undefined
    const verdict = trace?.verdict ?? judgeCommand(command, scene)
    const document: CheckDocument = {
      v: 1,
      ...verdictOf(verdict),
      ...detailsOf(verdict),
      ...explained(trace),
    }
    if (args.json) printJson(context, document)
    else context.print(showCheck(document))
    return verdict.kind === "allow" ? exitCode.ok : exitCode.no
  },
})

function judgeRow(context: Context, { command, cwd, tool, args }: Row): Verdict {
  const scene = judgeContext(context, cwd === undefined ? context.cwd : resolve(context.cwd, cwd))
  if (tool === undefined) return judgeCommand(command ?? "", scene)
  return judgeToolCall({ tool, args: { ...(command === undefined ? {} : { command }), ...args } }, scene)
}

function verdictOf(verdict: Verdict) {
  if (verdict.kind === "allow") return { verdict: verdict.kind, rule: null, reason: null }
  return { verdict: verdict.kind, rule: verdict.rule, reason: verdict.reason }
}

function detailsOf(verdict: Verdict): Pick<CheckDocument, "suggestion" | "evidence" | "because"> {
  if (verdict.kind === "allow") return { suggestion: null, evidence: null, because: verdict.because ?? null }
  return { suggestion: verdict.suggestion ?? null, evidence: verdict.evidence ?? null, because: null }
}

function explained(trace: Explanation | undefined): ExplanationDocument {
  if (!trace) return {}
  const { commands, tried, executions, rules, state } = trace
  return {
    commands,
    tried,
    executions: executions.map((one) => ({ ...one, argv: [...one.argv] })),
    rules,
    state,
  }
}
