// What one call of a tool does: the command it runs, or the files and addresses that it touches.
import { posix } from "node:path"
import type { Access, Execution } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"
import { TooComplex } from "../shell/too-complex.ts"
import { traceCommand } from "../shell/trace-command.ts"
import { argumentTexts } from "./argument-texts.ts"
import { effectsOn } from "./effects-on.ts"
import { patchEffects } from "./patch-effects.ts"
import type { ToolCall } from "./tool-call.ts"
import { toolExecution } from "./tool-execution.ts"
import { traceOtherTool } from "./trace-other-tool.ts"

/** OpenCode's own tools that touch neither files nor shells nor the network; what `task` starts is judged itself. */
const HARMLESS = new Set([
  "ralex_status",
  "todowrite",
  "todoread",
  "task",
  "skill",
  "question",
  "invalid",
  "plan_enter",
  "plan_exit",
  "lsp",
])

/** @throws where a call can not be judged; that is a denial. */
export function traceToolCall(call: ToolCall, context: JudgeContext): Execution[] {
  const { tool, args } = call
  const text = (...keys: string[]) => keys.map((key) => args[key]).find((value) => typeof value === "string")
  const needed = (...keys: string[]) => {
    const value = text(...keys)
    if (value === undefined) throw new Error(`${tool} has no ${keys[0]}`)
    return value
  }
  const touch = (accesses: readonly Access[], paths: readonly string[], reach = "single") =>
    toolExecution(
      call,
      paths.flatMap((path) => effectsOn(accesses, path, reach === "tree", context)),
      context,
    )
  switch (tool) {
    case "bash":
    case "shell":
      return traceShell(needed("command"), text("workdir"), context)
    case "write":
      return touch(["write"], [needed("filePath", "path")])
    case "edit":
    case "multiedit":
      return touch(["write"], [needed("filePath", "path"), ...pathsWithin(args)])
    case "apply_patch":
    case "patch":
      return toolExecution(
        call,
        patchEffects(needed("patchText", "patch", "input"), context.project),
        context,
      )
    case "read":
      return touch(["read"], [needed("filePath", "path")])
    case "grep":
      return touch(["read"], [joined(text("path"), text("include"))], text("include") ? "single" : "tree")
    case "glob":
      return touch(["use"], [joined(text("path"), text("pattern"))])
    case "list":
    case "ls":
      return touch(["use"], [text("path") ?? "."])
    case "webfetch":
      return touch(["fetch"], [needed("url")])
    case "websearch":
    case "codesearch":
      return touch([], [])
    case "batch":
      return traceBatch(args.tool_calls, context)
    default:
      return HARMLESS.has(tool) ? [] : traceOtherTool(call, context)
  }
}

function traceShell(command: string, workdir: string | undefined, context: JudgeContext): Execution[] {
  const cwd = workdir === undefined ? context.cwd : posix.resolve(context.cwd, workdir)
  return traceCommand(command, { ...context, cwd })
}

function joined(path: string | undefined, pattern: string | undefined): string {
  if (pattern?.startsWith("/") || pattern?.startsWith("~")) return pattern
  return [path ?? ".", pattern].filter((part) => part !== undefined).join("/")
}

/** Each of several edits may name a file of its own. */
function pathsWithin(args: Record<string, unknown>): string[] {
  return argumentTexts(args.edits ?? []).flatMap(({ name, value }) =>
    /^(filePath|path)$/.test(name) ? [value] : [],
  )
}

/** OpenCode's own limit is 25. */
const MOST_CALLS = 100

/** Calls in a call pass no hook of their own. */
function traceBatch(calls: unknown, context: JudgeContext): Execution[] {
  if (!Array.isArray(calls) || calls.length > MOST_CALLS) throw new TooComplex("it holds too many calls")
  return calls.flatMap((inner: unknown) => {
    if (typeof inner !== "object" || inner === null) return []
    const { tool, parameters } = inner as { tool?: unknown; parameters?: unknown }
    if (typeof tool !== "string" || tool === "batch") throw new Error("a call in it has no name")
    const args = typeof parameters === "object" && parameters !== null ? parameters : {}
    return traceToolCall({ tool, args: args as Record<string, unknown> }, context)
  })
}
