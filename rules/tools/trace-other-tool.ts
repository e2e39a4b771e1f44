// A tool of an MCP server or another plugin: what it does is told from its name, and from the names and forms of its
// arguments, wherever they stand. What may be a path is judged as one, what may be a command as well.
import { posix } from "node:path"
import type { Access, Effect, Execution, ToolText } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"
import { traceCommand } from "../shell/trace-command.ts"
import { argumentTexts } from "./argument-texts.ts"
import { commandsIn } from "./commands-in.ts"
import { effectsOn } from "./effects-on.ts"
import type { ToolCall } from "./tool-call.ts"
import { toolExecution } from "./tool-execution.ts"
import { toolName } from "./tool-name.ts"

export function traceOtherTool(call: ToolCall, context: JudgeContext): Execution[] {
  const name = toolName(call.tool)
  const texts = argumentTexts(call.args)
  const directory = texts.find((text) => DIRECTORY.test(text.name))?.value
  const inner = directory === undefined ? context : { ...context, cwd: posix.resolve(context.cwd, directory) }
  const effects = texts.flatMap((text) => effectsOf(text, name, context))
  return [
    ...toolExecution(call, effects, context),
    ...commandsIn(name, call.args, texts).flatMap((command) => traceCommand(command, inner)),
  ]
}

const DIRECTORY = /^(cwd|workdir|work_?ing_?dir(ectory)?)$/i
const PATHS =
  /(path|file|filename|file_?name|director(y|ie)|dir|folder|dest|destination|source|target|uri|root|output|from|to|repo_?path|notebook)s?$/i
const ADDRESSES = /(^|_)(url|uri|endpoint|href|link|address)s?$/i
/** What is written, said or looked for is data, whatever it looks like. */
const DATA =
  /^(content|contents|text|body|description|title|message|comment|summary|query|sql|pattern|regex|prompt|question|thought|search|replace|old|new|data|html|markdown|label|name|old_?\w+|new_?(str|string|text|content)|\w*_text|insert_text|file_text|function|expression)s?$/i

function effectsOf({ name, value }: ToolText, tool: string, context: JudgeContext): Effect[] {
  if (value === "" || /[\n\0]/.test(value)) return []
  if (
    /^(file:|[a-z][\w+.-]*:\/\/|(data|javascript|view-source|blob|chrome):)/i.test(value) ||
    ADDRESSES.test(name)
  ) {
    if (DATA.test(name)) return []
    if (!/^file:/i.test(value)) return effectsOn(["fetch"], value, false, context)
  }
  if (!PATHS.test(name) && (DATA.test(name) || !looksLikePath(value))) return []
  const isTree = TREES.test(tool)
  return accessesOf(tool).flatMap((access) =>
    effectsOn([access], value, access === "delete" || isTree, context),
  )
}

function looksLikePath(value: string): boolean {
  return /^(~|\.{0,2})[/\\]|^[a-z]:[/\\]|^\.[\w-]+$/i.test(value) && !/\s{2}/.test(value)
}

const word = (words: string) => new RegExp(`(^|_)(${words})(_|$)`)
const DELETES = word("delete|remove|rm|unlink|rmdir|trash|erase|purge|wipe")
const MOVES = word("move|rename|mv")
const READS = word(
  "read|get|list|ls|view|show|search|find|grep|stat|info|open|load|cat|tree|glob|inspect|analyze|describe|lookup|query|check|exists|head|tail|diff|browse",
)
const WRITES = word(
  "write|create|edit|update|insert|append|replace|save|put|set|add|copy|cp|move|rename|mv|delete|remove|patch|modify|touch|mkdir|upload|download|export|import|sync|apply|run|exec|execute",
)
const TREES = word("tree|search|grep|find|directory|directories|folder|recursive")

/** A name that says it reads, and nothing else, is taken at its word: whoever set the server up chose it. */
function accessesOf(tool: string): Access[] {
  if (DELETES.test(tool)) return ["delete"]
  if (MOVES.test(tool)) return ["move", "write"]
  return READS.test(tool) && !WRITES.test(tool) ? ["read"] : ["write", "read"]
}
