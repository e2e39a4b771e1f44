// `ralex check`: what the safety rules say of a command or a tool call, whatever the mode.
import { resolve } from "node:path"
import * as z from "zod"
import { loadConfig } from "../../config/index.ts"
import { rulesetInForce } from "../../plugin/ruleset-in-force.ts"
import {
  createLook,
  type Explanation,
  explainCommand,
  explainCommandWithState,
  type JudgeContext,
  judgeCommand,
  judgeCommandWithState,
  judgeToolCall,
  judgeToolCallWithState,
  type Look,
  loadRules,
  type Ruleset,
  type Verdict,
} from "../../rules/index.ts"
import { type Context, printJson } from "../context.ts"
import type { CheckDocument } from "../contract.ts"
import { defineCommand, jsonArgument, jsonLinesArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import type { ExplanationDocument } from "../explanation-schema.ts"
import { findProject } from "../find-project.ts"
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
    explain: {
      type: "boolean",
      description: "Show what would run, each rule tried, and what was looked at.",
    },
    packs: {
      type: "enum",
      options: ["all"],
      description:
        "all: every built-in pack, whatever safety in ralex.yaml says; without its allow, deny and rules.",
    },
    state: {
      type: "enum",
      options: ["off"],
      description: "off: judge without a look at files and repositories.",
    },
  },
  run: async (args, context) => {
    const look =
      args.state === "off"
        ? undefined
        : createLook({ path: context.path, home: context.environment.paths.home })
    const rules = args.packs === "all" ? loadRules() : configuredRules(context)
    const judging = { look, rules }
    if (args.jsonl)
      return answerLines(context, rowSchema, async (row) => verdictOf(await judgeRow(context, row, judging)))
    const command = await readAsk(context, args.command, "command")
    const scene = judgeContext(context, context.cwd)
    const trace = args.explain ? await explain(command, scene, judging) : undefined
    const verdict = trace?.verdict ?? (await judge(command, scene, judging))
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

interface Judging {
  look: Look | undefined
  rules: Ruleset
}

function configuredRules({ environment, cwd }: Context): Ruleset {
  return rulesetInForce(loadConfig({ environment, project: findProject(cwd) }), environment)
}

function judge(command: string, scene: JudgeContext, { look, rules }: Judging): Verdict | Promise<Verdict> {
  return look ? judgeCommandWithState(command, scene, look, { rules }) : judgeCommand(command, scene, rules)
}

function explain(command: string, scene: JudgeContext, { look, rules }: Judging) {
  return look ? explainCommandWithState(command, scene, look, rules) : explainCommand(command, scene, rules)
}

/** A row that does not say where it would run is judged without a look: here is not there. */
function judgeRow(context: Context, { command, cwd, tool, args }: Row, { rules, ...judging }: Judging) {
  const look = cwd === undefined ? undefined : judging.look
  const scene = judgeContext(context, cwd === undefined ? context.cwd : resolve(context.cwd, cwd))
  if (tool === undefined) return judge(command ?? "", scene, { look, rules })
  const call = { tool, args: { ...(command === undefined ? {} : { command }), ...args } }
  return look ? judgeToolCallWithState(call, scene, look, rules) : judgeToolCall(call, scene, rules)
}

function verdictOf(verdict: Verdict) {
  if (verdict.kind === "allow") return { verdict: verdict.kind, rule: null, reason: null }
  return { verdict: verdict.kind, rule: verdict.rule, reason: verdict.reason }
}

function detailsOf(verdict: Verdict): Pick<CheckDocument, "suggestion" | "evidence" | "because"> {
  if (verdict.kind !== "allow")
    return { suggestion: verdict.suggestion ?? null, evidence: verdict.evidence ?? null }
  const none = { suggestion: null, evidence: null }
  return verdict.because === undefined ? none : { ...none, because: verdict.because }
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
