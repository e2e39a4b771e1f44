// Whether a command ends the process that OpenCode runs in, and the guard with it.
import { type Execution, UNKNOWN } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"
import { endsHolder, listsHolder } from "./holds-host.ts"
import type { ShellState } from "./shell-state.ts"

/** They take numbers of processes. */
const ENDS = /^(kill|skill|taskkill|stop-process)$/
const FINDS = /^(pgrep|pidof|ps|lsof|fuser|ss|grep|cat|head|tail)$/
/** They hold a process up, limit it or look into it. */
const AFFECTS =
  /^(prlimit|renice|ionice|taskset|chrt|cpulimit|choom|uclampset|gdb|lldb|strace|ltrace|gcore|reptyr|py-spy|rbspy|perf|bpftrace|cgclassify|cryopid|criu)$/
const HOST = /opencode|ralex|^(bun|node|nodejs)$/i
/** What the process may be called that OpenCode runs in. */
const HOST_NAMES = ["opencode", "ralex", "bun", "node"]

type Told = Pick<Execution, "program" | "arguments" | "argv">

export function killsHost(
  { program, arguments: parsed, argv }: Told,
  { wordsFrom, inputFrom, origin, cwd }: ShellState,
  context: JudgeContext,
): boolean {
  const told = { program, arguments: parsed, argv }
  if (namesHost(told) || endsHolder(told, cwd, context)) return true
  if (argv.includes(PARENT) && AFFECTS.test(program)) return true
  if (!ENDS.test(program) || argv.includes("-0") || argv.includes("-l")) return false
  const { operands } = parsed
  if (operands.some((word) => word === PARENT || word === `-${PARENT}`)) return true
  const makers = [...(wordsFrom ?? []), ...(origin === "xargs" ? (inputFrom ?? []) : [])]
  return (
    operands.some((word) => word.includes(UNKNOWN)) &&
    makers.some(
      (maker) =>
        (FINDS.test(maker.program) && maker.arguments.operands.some((word) => HOST.test(word))) ||
        listsHolder(maker, maker.cwd, context),
    )
  )
}

/** `pkill`, `killall`, `taskkill` and Stop-Process take names. */
function namesHost({ program, arguments: { flags, operands }, argv }: Told): boolean {
  if (!TAKES_NAMES.test(program)) return false
  const has = (...names: string[]) => flags.some(({ name }) => names.includes(name))
  if (has("-0", "-l", "--list", "-L", "--help")) return false
  switch (program) {
    case "pkill":
    case "skill":
      if (operands.length > 0) return operands.some(isPatternOfHost)
      return (
        has("-u", "-U", "--euid", "--uid") ||
        flags.some(({ name, value }) => OF_GROUP.test(name) && (value === PARENT || value === "0"))
      )
    case "killall":
      if (operands.length === 0) return has("-u", "--user")
      return operands.some(has("-r", "--regexp") ? isPatternOfHost : isHost)
    case "fkill":
    case "stop-process":
      return operands.some(isHost)
    case "taskkill":
      return argv.some((word, index) => /^[-/]+im$/i.test(argv[index - 1] ?? "") && isHost(word))
    default:
      return false
  }
}

const TAKES_NAMES = /^(pkill|skill|killall|fkill|stop-process|taskkill)$/

/** Of a session or a process group 0 is one's own. */
const OF_GROUP = /^(-s|-g|-P|--session|--pgroup|--parent)$/

function isHost(word: string): boolean {
  const [, begin = "", rest = ""] = word.toLowerCase().match(/^([^*]*?)(\*.*|\.exe)?$/) ?? []
  if (rest.startsWith("*")) return HOST_NAMES.some((name) => name.startsWith(begin))
  return HOST_NAMES.includes(begin) || /opencode|ralex/.test(begin)
}

/** A longer one is the whole line of some other command. */
const LONGEST_PATTERN = 40

function isPatternOfHost(pattern: string): boolean {
  if (/opencode|ralex/i.test(pattern)) return true
  if (pattern.length > LONGEST_PATTERN || pattern.includes(UNKNOWN)) return false
  // The names are of a few letters, so that no pattern takes long.
  try {
    const expression = new RegExp(pattern, "i")
    return HOST_NAMES.some((name) => expression.test(name))
  } catch {
    return false
  }
}

/** What stands for the number of the shell's parent, which is OpenCode. */
export const PARENT = "PPID"
