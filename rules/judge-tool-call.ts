// The verdict on one call of any tool: a command to judge, or files and addresses it touches.
import { posix } from "node:path"
import type { Access, Effect, Execution } from "./execution.ts"
import type { JudgeContext } from "./judge-context.ts"
import { judgeExecutions } from "./judge-executions.ts"
import { judgeWithState } from "./judge-with-state.ts"
import { patchEffects } from "./patch-effects.ts"
import { loadRules, type Ruleset } from "./ruleset.ts"
import { traceCommand } from "./shell/trace-command.ts"
import type { Look } from "./state/question.ts"
import type { Verdict } from "./verdict.ts"

export interface ToolCall {
  tool: string
  args: Record<string, unknown>
}

/** Never throws: what can not be judged is denied. */
export function judgeToolCall(call: ToolCall, context: JudgeContext, rules: Ruleset = loadRules()): Verdict {
  return judgeExecutions(() => traceToolCall(call, context), context, rules).verdict
}

/** The same after a look at the disk. */
export function judgeToolCallWithState(
  call: ToolCall,
  context: JudgeContext,
  look: Look,
  rules: Ruleset = loadRules(),
): Promise<Verdict> {
  return judgeWithState(
    judgeExecutions(() => traceToolCall(call, context), context, rules),
    context,
    look,
  )
}

/** OpenCode's own tools that touch neither files nor shells of their own accord. */
const HARMLESS = new Set([
  "todowrite",
  "todoread",
  "task",
  "skill",
  "question",
  "websearch",
  "invalid",
  "plan_enter",
  "plan_exit",
])

/** @throws when the call can not be judged. */
export function traceToolCall({ tool, args }: ToolCall, context: JudgeContext): Execution[] {
  const text = (key: string) => (typeof args[key] === "string" ? args[key] : undefined)
  const needed = (key: string) => {
    const value = text(key)
    if (value === undefined) throw new Error(`${tool} has no ${key}`) // denied: it can not be judged
    return value
  }
  const touch = (access: Access, path: string | undefined, recursive = "single") =>
    fileExecution(
      tool,
      path === undefined ? [] : [effectOn(access, path, recursive === "tree", context)],
      context,
    )
  switch (tool) {
    case "bash":
    case "shell":
      return traceShell(needed("command"), text("workdir"), context)
    case "write":
    case "edit":
    case "multiedit":
      return touch("write", needed("filePath"))
    case "apply_patch":
    case "patch":
      return fileExecution(
        tool,
        patchEffects(text("patchText") ?? text("patch") ?? "", context.project),
        context,
      )
    case "read":
      return touch("read", needed("filePath"))
    case "grep":
      return touch("read", joined(text("path"), text("include")), text("include") ? "single" : "tree")
    case "glob":
      return touch("use", joined(text("path"), text("pattern")))
    case "list":
    case "ls":
      return touch("use", text("path"))
    case "webfetch":
      return touch("fetch", needed("url"))
    default:
      return HARMLESS.has(tool) ? [] : traceUnknown({ tool, args }, context)
  }
}

function traceShell(
  command: string | undefined,
  workdir: string | undefined,
  context: JudgeContext,
): Execution[] {
  if (command === undefined) return []
  const cwd = workdir === undefined ? context.cwd : posix.resolve(context.cwd, workdir)
  return traceCommand(command, { ...context, cwd })
}

function joined(path: string | undefined, pattern: string | undefined): string {
  if (pattern?.startsWith("/")) return pattern
  return [path ?? ".", pattern].filter((part) => part !== undefined).join("/")
}

const COMMAND_KEYS = /^(command|cmd|script|shell|bash|code)$/i
const PATH_KEYS =
  /(path|file|filename|directory|dir|folder|dest|destination|source|target|uri|root|output|from|to)s?$/i
const URL_KEYS = /^(url|uri|endpoint|href)$/i

/** A tool of an MCP server or another plugin: its arguments are judged by their names. */
function traceUnknown({ tool, args }: ToolCall, context: JudgeContext): Execution[] {
  return Object.entries(args).flatMap(([key, value]) => {
    const texts = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string")
    if (COMMAND_KEYS.test(key)) return texts.flatMap((command) => traceShell(command, undefined, context))
    if (URL_KEYS.test(key) && !texts.some((url) => url.startsWith("file:"))) {
      return fileExecution(
        tool,
        texts.map((url) => effectOn("fetch", url, false, context)),
        context,
      )
    }
    if (!PATH_KEYS.test(key)) return []
    const effects = texts
      .filter((path) => !/[\n]/.test(path))
      .flatMap((path) => [effectOn("write", path, false, context), effectOn("read", path, false, context)])
    return fileExecution(tool, effects, context)
  })
}

function effectOn(access: Access, target: string, recursive: boolean, { cwd }: JudgeContext): Effect {
  return { access, target, recursive, cwd }
}

function fileExecution(tool: string, effects: Effect[], { cwd }: JudgeContext): Execution[] {
  const none = { flags: [], operands: [] }
  return [
    {
      argv: [],
      program: "",
      arguments: none,
      cwd,
      origin: `tool ${tool}`,
      effects,
      requests: [],
      traits: [],
    },
  ]
}
