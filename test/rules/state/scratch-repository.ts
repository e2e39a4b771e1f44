// A git repository in a directory of its own, as a project to judge commands in.
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import {
  createLook,
  type JudgeContext,
  judgeCommand,
  judgeCommandWithState,
  type Verdict,
} from "../../../rules/index.ts"

export interface Scratch {
  /** The project's root. */
  root: string
  context: JudgeContext
  write: (path: string, content?: string) => void
  git: (...args: string[]) => string
  /** The verdict with a look at the disk. */
  judge: (command: string, options?: { cwd?: string; isOwn?: (path: string) => boolean }) => Promise<Verdict>
  /** The verdict without. */
  stateless: (command: string) => Verdict
}

const made: string[] = []

export function removeScratches(): void {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true })
}

/** @param repository false for a project without git. */
export function scratch({ repository = true }: { repository?: boolean } = {}): Scratch {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "ralex-state-")))
  made.push(base)
  const root = join(base, "project")
  const home = join(base, "home")
  for (const path of [root, home, join(base, "tmp")]) mkdirSync(path)
  const context = contextIn(base, root, home)
  const git = (...args: string[]) => gitIn(root, args, home)
  const it: Scratch = {
    root,
    context,
    git,
    write: (path, content = "text\n") => {
      const file = join(root, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    },
    judge: (command, { cwd, isOwn } = {}) =>
      judgeCommandWithState(
        command,
        { ...context, cwd: cwd ?? root },
        createLook({ path: process.env.PATH ?? "", home, ...(isOwn ? { isOwn } : {}) }),
      ),
    stateless: (command) => judgeCommand(command, context),
  }
  if (repository) commitFirst(it)
  return it
}

function commitFirst({ git, write }: Scratch): void {
  git("init", "-q", "-b", "main")
  write(".gitignore", "node_modules/\n*.log\n.env\ndata/\ndist/\n")
  for (const name of ["a.ts", "b.ts", "src/a.ts", "src/b.ts", "src/c.ts"]) write(name)
  git("add", ".")
  git("commit", "-qm", "first")
}

function contextIn(base: string, root: string, home: string): JudgeContext {
  return {
    project: root,
    cwd: root,
    home,
    temp: [join(base, "tmp")],
    protected: { ralexData: [], ralexConfig: [], opencodeData: [], opencodeConfig: [] },
    secretVariables: [],
    resolveLink: (path) => {
      try {
        return realpathSync(path)
      } catch {
        return path
      }
    },
  }
}

export function gitIn(cwd: string, args: readonly string[], home: string): string {
  return execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.example", ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: "1" },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  })
}
