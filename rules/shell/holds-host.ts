// Processes told by what they hold, a port or a folder: those that would be the one OpenCode runs in.
import { posix } from "node:path"
import { type Execution, UNKNOWN } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"
import { isWithin } from "../paths/is-within.ts"

type Told = Pick<Execution, "program" | "arguments" | "argv">

/** `fuser -k 4096/tcp`, `fuser -km .`, `kill-port 4096`, `ss -K sport = :4096`. */
export function endsHolder(told: Told, cwd: string, context: JudgeContext): boolean {
  const { program, arguments: parsed, argv } = told
  const has = (...names: string[]) => parsed.flags.some(({ name }) => names.includes(name))
  switch (program) {
    case "fuser":
      return has("-k", "--kill") && listsHolder(told, cwd, context)
    case "ss":
      return has("-K", "--kill") && namesPort(argv, context)
    case "kill-port":
    case "killport":
    case "kill-my-port":
    case "port-killer":
    case "portkill":
    case "fkill":
    case "tcpkill":
      return namesPort(argv, context)
    case "stop-process":
      return argv.some((word) => /get-nettcpconnection/i.test(word)) && namesPort(argv, context)
    default:
      return false
  }
}

const LISTS = /^(lsof|fuser|ss|netstat|sockstat|pgrep|ps|[ef]?grep|rg|g?awk|sed|get-nettcpconnection)$/

/** `lsof -ti :4096`, `ss -lptn 'sport = :4096'`, `netstat -tlnp | grep 4096`, `lsof -t .` */
export function listsHolder(
  { program, arguments: parsed, argv }: Told,
  cwd: string,
  context: JudgeContext,
): boolean {
  if (!LISTS.test(program)) return false
  if (namesPort(argv, context)) return true
  if (program === "lsof" && argv.some(isOutgoing) && !argv.some((word) => /LISTEN/i.test(word))) return true
  if (program !== "lsof" && program !== "fuser") return false
  const isMount = program === "fuser" && parsed.flags.some(({ name }) => /^(-m|-M|--mount)$/.test(name))
  return parsed.operands.some((word) => isHeld(word, isMount, cwd, context))
}

/** OpenCode holds connections to its providers: `lsof -ti :443` lists it too. */
function isOutgoing(word: string): boolean {
  return /^(-\w*i)?(tcp)?(@[^:]*)?:(443|https)$/i.test(word)
}

function namesPort(argv: readonly string[], { serverUrl }: JudgeContext): boolean {
  const port = serverUrl === undefined ? Number.NaN : Number(URL.parse(serverUrl)?.port)
  if (!(port > 0)) return false
  return argv.slice(1).some((word) =>
    [...word.matchAll(/(?<![\d.])(\d{2,5})(?:-(\d{2,5}))?(?![\d.])/g)].some(([, from, to = from]) => {
      return Number(from) <= port && port <= Number(to)
    }),
  )
}

const HOST_FILE = /^(opencode|ralex|bun|node|nodejs)$/i

/** The folder that it stands in, the disk that this lies on, or its program. */
function isHeld(word: string, isMount: boolean, cwd: string, { project }: JudgeContext): boolean {
  if (word.includes("/") && HOST_FILE.test(posix.basename(word))) return true
  if (word.includes(UNKNOWN) || cwd.includes(UNKNOWN)) return false
  const path = posix.resolve(cwd, word)
  if (path === "/" || path === project || /^\/dev\/(tty|pts\/)/.test(path)) return true
  return isMount && (isWithin(path, project) || isWithin(project, path))
}
