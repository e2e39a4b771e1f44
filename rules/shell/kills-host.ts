// Whether a command ends the process that OpenCode runs in, and the guard with it.
import { type Execution, type Trait, UNKNOWN } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"
import { endsHolder, listsHolder } from "./holds-host.ts"
import type { ShellState } from "./shell-state.ts"

/** They take numbers of processes. */
const ENDS = /^(kill|skill|taskkill|stop-process)$/
const FINDS = /^(pgrep|pidof|ps|lsof|fuser|ss|grep|cat|head|tail)$/
/** They hold a process up, limit it or look into it. */
const AFFECTS =
  /^(prlimit|renice|ionice|taskset|chrt|cpulimit|choom|uclampset|gdb|lldb|strace|ltrace|gcore|reptyr|py-spy|rbspy|perf|bpftrace|cgclassify|cryopid|criu)$/
/** They take names, or numbers that others find by name. */
const BY_NAME = /^(kill|skill|taskkill|stop-process|pkill|killall|fkill)$/

/** What a process is called. */
interface Called {
  /** Its names, and a part that any longer name may hold. */
  names: readonly string[]
  part: RegExp
  /** Of a word that another program looks for. */
  listed: RegExp
}

const HOST: Called = {
  names: ["opencode", "ralex"],
  part: /opencode|ralex/i,
  listed: /opencode|ralex/i,
}
/** OpenCode runs under one of these names where npm or a checkout started it; so does much that a developer starts. */
const RUNTIME: Called = { names: ["bun", "node"], part: /^\b$/, listed: /^(bun|node|nodejs)$/i }

type Told = Pick<Execution, "program" | "arguments" | "argv">

/** @returns `kills-runtime` where it is told by a name that other programs have as well. */
export function killsHost(
  { program, arguments: parsed, argv }: Told,
  state: ShellState,
  context: JudgeContext,
): Trait | undefined {
  const told = { program, arguments: parsed, argv }
  if (endsHost(told, state, context)) return "kills-host"
  return BY_NAME.test(program) && endsCalled(told, RUNTIME, state, context) ? "kills-runtime" : undefined
}

function endsHost(told: Told, state: ShellState, context: JudgeContext): boolean {
  if (endsHolder(told, state.cwd, context)) return true
  if (told.argv.includes(PARENT) && AFFECTS.test(told.program)) return true
  return BY_NAME.test(told.program) && endsCalled(told, HOST, state, context)
}

function endsCalled(
  told: Told,
  called: Called,
  { wordsFrom, inputFrom, origin }: ShellState,
  context: JudgeContext,
): boolean {
  const { program, arguments: parsed, argv } = told
  if (namesIt(told, called)) return true
  if (!ENDS.test(program) || argv.includes("-0") || argv.includes("-l")) return false
  const { operands } = parsed
  if (operands.some((word) => word === PARENT || word === `-${PARENT}`)) return true
  const makers = [...(wordsFrom ?? []), ...(origin === "xargs" ? (inputFrom ?? []) : [])]
  return (
    operands.some((word) => word.includes(UNKNOWN)) &&
    makers.some(
      (maker) =>
        (FINDS.test(maker.program) && maker.arguments.operands.some((word) => called.listed.test(word))) ||
        listsHolder(maker, maker.cwd, context),
    )
  )
}

/** `pkill`, `killall`, `taskkill` and Stop-Process take names. */
function namesIt({ program, arguments: { flags, operands }, argv }: Told, called: Called): boolean {
  const has = (...names: string[]) => flags.some(({ name }) => names.includes(name))
  if (has("-0", "-l", "--list", "-L", "--help")) return false
  switch (program) {
    case "pkill":
    case "skill":
      if (operands.length > 0) return operands.some((word) => isPatternOf(word, called))
      return (
        has("-u", "-U", "--euid", "--uid") ||
        flags.some(({ name, value }) => OF_GROUP.test(name) && (value === PARENT || value === "0"))
      )
    case "killall":
      if (operands.length === 0) return has("-u", "--user")
      return operands.some((word) => (has("-r", "--regexp") ? isPatternOf : isNameOf)(word, called))
    case "fkill":
    case "stop-process":
      return operands.some((word) => isNameOf(word, called))
    case "taskkill":
      return argv.some((word, index) => /^[-/]+im$/i.test(argv[index - 1] ?? "") && isNameOf(word, called))
    default:
      return false
  }
}

/** Of a session or a process group 0 is one's own. */
const OF_GROUP = /^(-s|-g|-P|--session|--pgroup|--parent)$/

function isNameOf(word: string, { names, part }: Called): boolean {
  const [, begin = "", rest = ""] = word.toLowerCase().match(/^([^*]*?)(\*.*|\.exe)?$/) ?? []
  if (rest.startsWith("*")) return names.some((name) => name.startsWith(begin))
  return names.includes(begin) || part.test(begin)
}

/** A longer one is the whole line of some other command. */
const LONGEST_PATTERN = 40

function isPatternOf(pattern: string, { names, part }: Called): boolean {
  if (part.test(pattern)) return true
  if (pattern.length > LONGEST_PATTERN || pattern.includes(UNKNOWN)) return false
  // The names are of a few letters, so that no pattern takes long.
  try {
    const expression = new RegExp(pattern, "i")
    return names.some((name) => expression.test(name))
  } catch {
    return false
  }
}

/** What stands for the number of the shell's parent, which is OpenCode. */
export const PARENT = "PPID"
