// What the value of an environment variable is to the programs that read it, from variables.yaml.
import * as z from "zod"
import variables from "./variables.yaml"

export type VariableUse =
  | { kind: "command" }
  /** Options of the program. */
  | { kind: "options"; program: readonly string[] }
  /** Code for the program, behind its words; with `@` a file with it. */
  | { kind: "code"; program: readonly string[] }
  /** A file that the program runs, behind its words. */
  | { kind: "file"; program: readonly string[] }
  /** A setting of npm's. */
  | { kind: "npm" }
  /** A file with settings of git. */
  | { kind: "git" }
  | { kind: "loader" }
  /** A setting of a package manager's. */
  | { kind: "setting" }

const names = z.array(z.string())
const words = z.record(z.string(), z.array(z.string()).min(1))

const table = z
  .strictObject({
    commands: names,
    options: words,
    code: words,
    files: words,
    npm: names,
    git: names,
    loaders: names,
    settings: names,
  })
  .parse(variables)

const plain = (kind: "command" | "npm" | "git" | "loader" | "setting", listed: readonly string[]) =>
  listed.map((name) => [name, { kind }] as const)
const ofProgram = (kind: "options" | "code" | "file", listed: z.infer<typeof words>) =>
  Object.entries(listed).map(([name, program]) => [name, { kind, program }] as const)

const uses: readonly (readonly [string, VariableUse])[] = [
  ...plain("command", table.commands),
  ...plain("npm", table.npm),
  ...plain("git", table.git),
  ...plain("loader", table.loaders),
  ...plain("setting", table.settings),
  ...ofProgram("options", table.options),
  ...ofProgram("code", table.code),
  ...ofProgram("file", table.files),
]

const exact = new Map(uses.filter(([name]) => !name.includes("*")))
/** Their names have an underscore. */
const globs = uses
  .filter(([name]) => name.includes("*"))
  .map(([name, use]) => ({ pattern: new RegExp(`^${name.replaceAll("*", "\\w*")}$`), use }))

/** @returns undefined for a variable that no program runs anything by. */
export function useOfVariable(name: string): VariableUse | undefined {
  return useOf(name) ?? useOf(name.toLowerCase())
}

function useOf(name: string): VariableUse | undefined {
  const use = exact.get(name)
  if (use || !name.includes("_")) return use
  return globs.find(({ pattern }) => pattern.test(name))?.use
}
