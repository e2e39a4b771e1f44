// Runs the project's own verification: by bash in the project, without Ralex's secrets, within a time limit, and
// keeping of what it prints the beginning and the end.
import { spawn } from "node:child_process"
import { stripVTControlCharacters } from "node:util"
import type { Verification } from "../config/index.ts"
import { redact } from "../ledger/index.ts"
import { scrubbedEnvironment } from "./scrub-shell.ts"

export interface VerificationRequest {
  command: string
  /** The same command, led into a sandbox. */
  sandboxed?: string
  directory: string
  seconds: number
  signal: AbortSignal
  /** Called as output comes, with its end. */
  progress: (tail: string) => void
}

export interface VerificationRun extends Verification {
  output: string
}

/** Ends the process group, itself included, once OpenCode is gone: killed, it can end nothing any more. */
const OUTLIVED_BY_NONE = `
( while kill -0 "$1"; do sleep 1; done; kill -KILL 0 ) </dev/null >/dev/null 2>&1 &
exec bash -c "$2"`

const HEAD = 2_000
const TAIL = 6_000
/** Kept beyond what is shown, so that a secret is whole when it is looked for. */
const LONGEST_SECRET = 500

export async function runVerification(request: VerificationRequest): Promise<VerificationRun> {
  const { command, sandboxed = command, directory, seconds, signal, progress } = request
  const output = new HeadAndTail()
  const started = performance.now()
  const child = spawn("bash", ["-c", OUTLIVED_BY_NONE, "verify", String(process.pid), sandboxed], {
    cwd: directory,
    env: { CI: "true", ...scrubbedEnvironment() }, // so that no test runner watches on
    stdio: ["ignore", "pipe", "pipe"],
    detached: true, // a process group of its own, so that all it started can be ended
  })
  const note = (chunk: Buffer) => {
    output.add(chunk.toString())
    progress(redact(output.tail).slice(-400))
  }
  child.stdout.on("data", note)
  child.stderr.on("data", note)
  const ended = await endOf(child, { seconds, signal })
  const took = `${Math.max(1, Math.round((performance.now() - started) / 1000))} s`
  return { ...judged(ended, { command: redact(command), took, seconds }), output: output.text() }
}

type Child = ReturnType<typeof spawn>
type Ended =
  | { kind: "exited"; code: number | null; by: string | null }
  | { kind: "no-start"; reason: string }
  | { kind: "timed-out" }
  | { kind: "aborted" }

/** Whatever ends it, its process group is killed: a server that a test left running is no part of the project. */
async function endOf(
  child: Child,
  { seconds, signal }: Pick<VerificationRequest, "seconds" | "signal">,
): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>()
  const timer = setTimeout(() => resolve({ kind: "timed-out" }), seconds * 1000)
  const abort = () => resolve({ kind: "aborted" })
  if (signal.aborted) abort()
  signal.addEventListener("abort", abort, { once: true })
  child.once("error", (error) => resolve({ kind: "no-start", reason: error.message }))
  child.once("exit", (code, by) => setTimeout(() => resolve({ kind: "exited", code, by }), LAST_WORDS_MS))
  child.once("close", (code, by) => resolve({ kind: "exited", code, by }))
  const ended = await promise
  clearTimeout(timer)
  signal.removeEventListener("abort", abort)
  killGroup(child)
  return ended
}

/** A child that outlives its parent may hold the pipes open for ever. */
const LAST_WORDS_MS = 500

function killGroup({ pid }: Child): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, "SIGKILL")
  } catch {} // nothing of it is left
}

/** Bash's own codes for a program that is not there or can not be run. */
const NO_PROGRAM = new Set([126, 127])

function judged(
  ended: Ended,
  { command, took, seconds }: { command: string; took: string; seconds: number },
): Verification {
  const quoted = `\`${command}\``
  if (ended.kind === "timed-out")
    return { kind: "timed-out", sentence: `${quoted} did not end within ${seconds} s and was stopped.` }
  if (ended.kind === "aborted") return { kind: "could-not-run", sentence: `${quoted} was broken off.` }
  if (ended.kind === "no-start")
    return { kind: "could-not-run", sentence: `${quoted} could not be started: ${ended.reason}.` }
  const { code, by } = ended
  if (code === 0) return { kind: "passed", sentence: `${quoted} passed in ${took}.` }
  if (code === null) return { kind: "failed", sentence: `${quoted} was ended by ${by} after ${took}.` }
  if (NO_PROGRAM.has(code))
    return {
      kind: "could-not-run",
      sentence: `${quoted} names a program that can not be run (exit ${code}).`,
    }
  return { kind: "failed", sentence: `${quoted} failed with exit ${code} after ${took}.` }
}

/** What is printed at the beginning and at the end; a test that never stops printing costs no memory. */
class HeadAndTail {
  private head = ""
  private cut = false
  tail = ""

  add(text: string): void {
    const fits = text.slice(0, HEAD + LONGEST_SECRET - this.head.length)
    this.head += fits
    const joined = this.tail + text.slice(fits.length)
    this.cut ||= joined.length > TAIL
    this.tail = joined.slice(-(TAIL + LONGEST_SECRET))
  }

  /** Without secrets, a cut one included, and without what colours a terminal. */
  text(): string {
    const clean = (text: string) => redact(stripVTControlCharacters(text))
    const text = this.cut
      ? `${clean(this.head).slice(0, HEAD)}\n[…]\n${clean(this.tail).slice(-TAIL)}`
      : clean(this.head + this.tail)
    return text.toWellFormed().trim()
  }
}
