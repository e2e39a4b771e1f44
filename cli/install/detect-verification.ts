// What would say whether work in this project is done: the command that `init` proposes as `verify.run`.
import * as z from "zod"

/** A file of the project's by path, or undefined where there is none. */
export type ReadFile = (path: string) => string | undefined

const packageFile = z.object({ scripts: z.record(z.string(), z.string()).optional() })

/** @returns undefined where nothing is known to check this project. */
export function detectVerification(read: ReadFile): string | undefined {
  return ofPackage(read) ?? OTHERS.find(({ isThere }) => isThere(read))?.command
}

const OTHERS: { command: string; isThere: (read: ReadFile) => boolean }[] = [
  { command: "cargo test", isThere: (read) => read("Cargo.toml") !== undefined },
  { command: "go test ./...", isThere: (read) => read("go.mod") !== undefined },
  {
    command: "python -m pytest",
    isThere: (read) =>
      read("pytest.ini") !== undefined || /^\[tool\.pytest/m.test(read("pyproject.toml") ?? ""),
  },
  ...["check", "test"].map((target) => ({
    command: `make ${target}`,
    isThere: (read: ReadFile) => MAKEFILES.some((name) => hasTarget(read(name) ?? "", target)),
  })),
]

/** By the order in which make looks for them. */
const MAKEFILES = ["GNUmakefile", "makefile", "Makefile"]

/** A rule for it, not a variable: `test: build`, but not `test := x`. */
function hasTarget(makefile: string, target: string): boolean {
  return makefile.split("\n").some((line) => /^[\w .-]+:(?!=)/.test(line) && words(line).includes(target))
}

function words(line: string): string[] {
  return line.slice(0, line.indexOf(":")).split(/\s+/)
}

/** What `npm init` writes, which fails always. */
const NO_TEST = /no test specified/

/** Only these names, so that nothing of the file's text stands in the command. */
const SCRIPTS = ["check", "test"]

function ofPackage(read: ReadFile): string | undefined {
  const scripts = scriptsOf(read("package.json"))
  const script = SCRIPTS.find((name) => Object.hasOwn(scripts, name) && !NO_TEST.test(scripts[name] ?? ""))
  return script && `${runnerOf(read)} run ${script}`
}

function scriptsOf(text: string | undefined): Record<string, string> {
  try {
    return packageFile.parse(JSON.parse(text ?? "{}")).scripts ?? {}
  } catch {
    return {} // not for `init` to mend
  }
}

const LOCKS = [
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
] as const

function runnerOf(read: ReadFile): string {
  return LOCKS.find(([lock]) => read(lock) !== undefined)?.[1] ?? "npm"
}
