// A scratch directory in which real bash runs a text, where each program but a few harmless ones is a stub that records
// its words and the directory it was started in.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export interface Ran {
  /** The stub's name and the words it was given. */
  argv: string[]
  cwd: string
}

/** The directories of one run. */
export interface World {
  work: string
  home: string
}

export interface BashBox {
  /** A world that no earlier text has touched. */
  makeWorld(): World
  run(text: string, world: World): Promise<Ran[]>
  remove(): void
}

/** Programs that only record; sudo also starts what follows it. */
const STUBS = "alpha beta gamma rm git curl docker sudo".split(" ")
/** These start others, print, or touch files; the texts name none outside of the scratch directory. */
const REAL =
  "bash sh echo true false env timeout nice nohup setsid stdbuf xargs find cat tee base64 tr rev seq head tail sort chmod cp mv ln mkdir touch sed grep awk dirname basename cut wc uniq mktemp"
const TIME_LIMIT = 3_000

export function createBashBox(): BashBox {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ralex-differential-")))
  const programs = join(root, "programs")
  const log = join(root, "log")
  mkdirSync(programs)
  mkdirSync(log)
  for (const name of STUBS) writeFileSync(join(programs, name), stub(name, log), { mode: 0o755 })
  for (const name of REAL.split(" ")) {
    const found = Bun.which(name === "sh" ? "bash" : name) // sh is dash here and bash there
    if (found) symlinkSync(found, join(programs, name))
  }
  let worlds = 0
  return {
    makeWorld: () => {
      worlds += 1
      return makeWorld(join(root, `world-${worlds}`))
    },
    run: async (text, { work, home }) => {
      await runBash(text, work, { PATH: programs, HOME: home, TMPDIR: root })
      const ran = takeLog(log).filter(({ cwd }) => cwd.startsWith(home)) // others are stragglers of an earlier text
      rmSync(home, { recursive: true, force: true })
      return ran
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Deep, so that a few `cd ..` stay inside. */
function makeWorld(home: string): World {
  const work = join(home, "a/b/c/work")
  // The same directories at each level, so that most of what a text does with `cd` succeeds.
  const names = ["src", "build", "build/out"]
  const below = names.flatMap((name) => names.map((inner) => join(name, inner)))
  for (const above of ["..", ".", ...names, ...below])
    for (const name of ["src", "build/out"]) mkdirSync(join(work, above, name), { recursive: true })
  for (const file of ["a.txt", "b.txt", "src/c.txt"]) writeFileSync(join(work, file), "alpha one\n")
  return { work, home }
}

/** Only builtins, since a text may take PATH away; one file a process, since several may write at once. */
function stub(name: string, log: string): string {
  const handOn = name === "sudo" ? '\n[ $# -eq 0 ] || exec "$@"' : ""
  return `#!/bin/sh\nprintf '%s\\0' "$PWD" ${name} "$@" '${END}' >> ${log}/$$ 2>/dev/null${handOn}\nexit 0\n`
}

async function runBash(text: string, cwd: string, env: Record<string, string>): Promise<void> {
  const bash = Bun.spawn(["bash", "-c", text], {
    cwd,
    env,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    timeout: TIME_LIMIT,
    killSignal: "SIGKILL",
  })
  await bash.exited
}

const END = "\u0003"

function takeLog(log: string): Ran[] {
  return readdirSync(log).flatMap((file) => {
    const text = readFileSync(join(log, file), "utf8")
    rmSync(join(log, file))
    return text
      .split(`${END}\0`)
      .filter((record) => record !== "")
      .map((record) => {
        const [cwd = "", ...argv] = record.split("\0").slice(0, -1)
        return { cwd, argv }
      })
  })
}
