// A key that a command of the person's prints, such as `op read …`: asked once a process, and anew once it is refused. What
// the command says is in no sentence: it may be a secret, or hold one.
import { spawn } from "node:child_process"
import { runtimeSlot } from "./runtime-slot.ts"

export type PrintedKey =
  | { kind: "key"; value: string }
  /** In plain words, to go on after "its apiKeyCommand". */
  | { kind: "failed"; reason: string }

const running = new Map<string, Promise<PrintedKey>>()

/** What it printed so far; it is not asked. */
export function knownPrintedKey(command: string): string | undefined {
  return runtimeSlot().printedKeys.get(command)
}

/**
 * @param home Where the command runs: not in the project, whose programs are not the person's.
 * @param refused A key that is no longer taken; where it is what the command printed, the command is asked anew.
 */
export function printKey(command: string, home: string, refused?: string): Promise<PrintedKey> {
  const { printedKeys } = runtimeSlot()
  if (refused !== undefined && printedKeys.get(command) === refused) printedKeys.delete(command)
  const known = printedKeys.get(command)
  if (known !== undefined) return Promise.resolve({ kind: "key", value: known })
  const asked = running.get(command) ?? ask(command, home).finally(() => running.delete(command))
  running.set(command, asked)
  return asked
}

async function ask(command: string, home: string): Promise<PrintedKey> {
  const printed = await firstLineOf(command, home)
  if (printed.kind === "key") runtimeSlot().printedKeys.set(command, printed.value)
  return printed
}

const LONGEST_MS = 15_000
const MOST_CHARACTERS = 64 * 1024

/** In a process group of its own, so that nothing of it is left when its time is over. */
function firstLineOf(command: string, home: string): Promise<PrintedKey> {
  const { promise, resolve } = Promise.withResolvers<PrintedKey>()
  const child = spawn("sh", ["-c", command], {
    cwd: home,
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  })
  let text = ""
  child.stdout.on("data", (chunk: Buffer) => {
    if (text.length < MOST_CHARACTERS) text += chunk.toString()
  })
  const timer = setTimeout(() => {
    resolve({ kind: "failed", reason: `took longer than ${LONGEST_MS / 1000} s` })
    endGroup(child.pid)
  }, LONGEST_MS)
  child.once("error", ({ message }) =>
    resolve({ kind: "failed", reason: `could not be started (${message})` }),
  )
  child.once("close", (code, signal) => resolve(keyIn(text, code, signal)))
  return promise.finally(() => clearTimeout(timer))
}

function keyIn(text: string, code: number | null, signal: string | null): PrintedKey {
  if (code === null) return { kind: "failed", reason: `was ended by ${signal}` }
  if (code === 127) return { kind: "failed", reason: "names a program that is not there (exit code 127)" }
  if (code !== 0) return { kind: "failed", reason: `ended with exit code ${code}` }
  const line = text.trimStart().split("\n")[0]?.trim()
  return line ? { kind: "key", value: line } : { kind: "failed", reason: "printed no key" }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL")
  } catch {
    // It ended by itself.
  }
}
