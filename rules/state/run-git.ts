// I/O: runs git so that it only reads, and starts no program that a hostile repository names.
import { spawn } from "node:child_process"

export interface GitRun {
  /** Absolute path of the program. */
  git: string
  home: string
  cwd: string
  args: readonly string[]
  /** Settings over all others, beside those that always hold. */
  settings: readonly (readonly [key: string, value: string])[]
  deadline: AbortSignal
}

/** Exit code and output; undefined when it did not run, was too long about it, or said too much. */
export type GitOutput = { code: number; output: string } | undefined

/** Whatever of the configuration could start a program, or make a lie of the answer. */
const ALWAYS: GitRun["settings"] = [
  ["core.fsmonitor", "false"],
  ["core.untrackedCache", "false"],
  ["core.commitGraph", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.pager", "cat"],
  ["core.sshCommand", "false"],
  ["core.askPass", ""],
  ["core.alternateRefsCommand", ""],
  ["credential.helper", ""],
  ["diff.external", ""],
  ["gpg.program", "false"],
  ["log.showSignature", "false"],
  ["submodule.recurse", "false"],
  ["status.submoduleSummary", "false"],
  ["protocol.allow", "never"],
  ["maintenance.auto", "false"],
  ["gc.auto", "0"],
]

const LONGEST_OUTPUT = 8_000_000

export function runGit({ git, home, cwd, args, settings, deadline }: GitRun): Promise<GitOutput> {
  if (deadline.aborted) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const child = spawn(git, ["--no-optional-locks", "--no-pager", ...args], {
      cwd,
      env: environmentFor(home, [...ALWAYS, ...settings]),
      stdio: ["ignore", "pipe", "ignore"],
    })
    const end = (output: GitOutput) => {
      deadline.removeEventListener("abort", stop)
      if (output === undefined) child.kill("SIGKILL")
      resolve(output)
    }
    const stop = () => end(undefined)
    const chunks: Buffer[] = []
    let length = 0
    child.stdout.on("data", (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (length > LONGEST_OUTPUT) stop()
    })
    child.once("error", stop)
    child.once("close", (code) =>
      end(code === null ? undefined : { code, output: Buffer.concat(chunks).toString() }),
    )
    deadline.addEventListener("abort", stop, { once: true })
  })
}

/** Nothing of the environment is handed on: GIT_* of whoever started us would lead to another repository. */
function environmentFor(home: string, settings: GitRun["settings"]): Record<string, string> {
  return {
    HOME: home,
    PATH: "/nonexistent", // what git has to start, it finds beside itself
    LC_ALL: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_PAGER: "cat",
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  }
}
