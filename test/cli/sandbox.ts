// A throw-away home, project and set of XDG folders, and the command line run in them.
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { createContext } from "../../cli/create-context.ts"
import type { Dialogue } from "../../cli/dialogue.ts"
import { reportFailure } from "../../cli/report-failure.ts"
import { runCommandLine } from "../../cli/run-command-line.ts"

export const packageRoot = join(import.meta.dir, "..", "..")

/** Far beyond any run, which takes a third of a second alone: for machines under load. */
export const HANG_MS = 60_000

export interface Ran {
  code: number
  out: string
  err: string
}

export interface RunOptions {
  input?: string
  cwd?: string
  env?: Record<string, string>
  /** A terminal, at which a person answers the questions in this order; undefined breaks off. */
  answers?: (string | undefined)[]
  /** What stdout is; left out, a pipe. */
  output?: { colors: boolean; columns: number | undefined }
}

export interface Sandbox {
  root: string
  home: string
  project: string
  data: string
  userConfig: string
  /** Writes a file of the project, its folders too. */
  write: (path: string, content: string) => void
  read: (path: string) => string
  /** One command in this process: fast, and counted by coverage. */
  ralex: (words: string[], options?: RunOptions) => Promise<Ran>
  /** The same as a process of its own, as a person runs it. */
  process: (words: string[], options?: RunOptions) => Promise<Ran>
  /** A process without waiting for its end. */
  start: (words: string[], options?: RunOptions) => Bun.ReadableSubprocess
  /** A program outside the project. @returns the folder for PATH. */
  program: (name: string, script: string) => string
  /** Every file and folder under the project with its bytes. */
  snapshot: () => Record<string, string>
  remove: () => void
}

export function createSandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), "ralex-cli-"))
  const [home, project] = [join(root, "home"), join(root, "project")]
  for (const folder of [home, project, join(project, ".git")]) mkdirSync(folder)
  const file = (path: string) => join(project, path)
  const command = (words: string[]) => [process.execPath, join(packageRoot, "cli", "main.ts"), ...words]
  const surroundings = (options: RunOptions): RunOptions => ({
    cwd: project,
    ...options,
    env: { ...bareEnvironment(home), ...options.env },
  })
  return {
    root,
    home,
    project,
    data: join(home, ".local", "share", "ralex"),
    userConfig: join(home, ".config", "ralex", "ralex.yaml"),
    write: (path, content) => {
      mkdirSync(dirname(file(path)), { recursive: true })
      writeFileSync(file(path), content)
    },
    read: (path) => readFileSync(file(path), "utf8"),
    ralex: (words, options = {}) => runHere(words, surroundings(options)),
    process: (words, options = {}) => run(command(words), surroundings(options)),
    start: (words, options = {}) => start(command(words), surroundings(options)),
    program: (name, script) => {
      const folder = join(root, "tools")
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, name), script, { mode: 0o755 })
      return folder
    },
    snapshot: () => snapshot(project),
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** No variable of the developer's own takes part. */
export function bareEnvironment(home: string): Record<string, string> {
  return { HOME: home, PATH: "/usr/local/bin:/usr/bin:/bin", NO_COLOR: "1" }
}

/** What main.ts does, with strings for the streams. */
async function runHere(
  words: string[],
  { input = "", cwd = "", env = {}, answers, output = { colors: false, columns: undefined } }: RunOptions,
): Promise<Ran> {
  const ran: Ran = { code: 0, out: "", err: "" }
  const say = (line: string) => {
    ran.err += `${line}\n`
  }
  const lines = async function* () {
    yield* input.split("\n")
  }
  try {
    const context = createContext({
      ...{ variables: env, cwd, packageRoot, version: "1.2.3", now: () => new Date(), say },
      print: (text) => {
        ran.out += text
      },
      input: {
        ...{ isTerminal: answers !== undefined, lines, text: async () => input, confirm: async () => false },
        dialogue: answering(answers ?? [], say),
      },
      output,
    })
    ran.code = await runCommandLine(words, context)
  } catch (error) {
    ran.code = reportFailure(error, say)
  }
  return ran
}

/** The questions are said, with their choices. */
function answering(answers: (string | undefined)[], say: (line: string) => void): Dialogue {
  const left = [...answers]
  const next = (question: string) => {
    say(`? ${question}`)
    if (left.length === 0) throw new Error(`Nobody was to be asked: ${question}`)
    return left.shift()
  }
  return {
    secret: async (question, check) => {
      const answer = next(question)
      const problem = answer === undefined ? undefined : check(answer)
      if (problem !== undefined) throw new Error(problem)
      return answer
    },
    choose: async (question, choices) => {
      const answer = next(`${question} ${choices.map(({ value }) => value).join("|")}`)
      return choices.find(({ value }) => value === answer)?.value
    },
  }
}

export async function run(command: string[], options: RunOptions): Promise<Ran> {
  const child = start(command, options)
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  return { code, out, err }
}

function start(command: string[], { input = "", cwd, env }: RunOptions): Bun.ReadableSubprocess {
  const options = { ...(cwd === undefined ? {} : { cwd }), env: env ?? {} }
  return Bun.spawn(command, { ...options, stdin: new Blob([input]), stdout: "pipe", stderr: "pipe" })
}

export function copyInto(folder: string, ...paths: string[]): void {
  for (const path of paths) cpSync(join(packageRoot, path), join(folder, path), { recursive: true })
}

function snapshot(folder: string, prefix = ""): Record<string, string> {
  const entries = readdirSync(join(folder, prefix), { withFileTypes: true })
  return Object.assign(
    {},
    ...entries.map((entry) => {
      const path = join(prefix, entry.name)
      if (entry.isDirectory()) return { [`${path}/`]: "folder", ...snapshot(folder, path) }
      if (entry.isSymbolicLink()) return { [path]: `link ${readlinkSync(join(folder, path))}` }
      return { [path]: readFileSync(join(folder, path)).toString("base64") }
    }),
  )
}
