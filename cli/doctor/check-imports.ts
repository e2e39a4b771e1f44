// Doctor: whether the project makes Bun load a file of its own in place of what OpenCode imports. OpenCode is Bun, and
// Bun obeys the tsconfig.json of the folder it was started in, or of one above, for its own imports too (tried).
import { existsSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { parse } from "jsonc-parser"
import type { Finding } from "../contract.ts"
import { isObject } from "../install/opencode-config.ts"

const names = ["tsconfig.json", "jsconfig.json"]
const DEEPEST = 16 // files that extend each other; real ones are two or three

/** @param folder Where OpenCode will be started. */
export function checkImports(folder: string): Finding[] {
  return ancestors(folder)
    .flatMap((above) => names.map((name) => join(above, name)))
    .filter((path) => catchesAll(path, DEEPEST))
    .map((path) => ({
      id: "imports",
      level: "fail",
      message: `${path} sends every import to a file of the project, and OpenCode, which obeys it, would run that file in its own process, with your key.`,
      fix: 'Take "*" and "/*" out of its compilerOptions.paths, or do not start OpenCode there.',
    }))
}

/** A target with a star in it is a search path that falls back; one without is loaded for every import. */
function catchesAll(path: string, depth: number): boolean {
  if (depth === 0 || !existsSync(path)) return false
  const config: unknown = parse(readText(path), [], { allowTrailingComma: true })
  if (!isObject(config)) return false
  const options = isObject(config.compilerOptions) ? config.compilerOptions : {}
  const paths = Object.entries(isObject(options.paths) ? options.paths : {})
  const caught = paths.some(([key, targets]) => /^\/?\*/.test(key) && !everyHasStar(targets))
  const bases: unknown[] = Array.isArray(config.extends) ? config.extends : [config.extends]
  return caught || bases.some((base) => isPath(base) && extendsOne(resolve(dirname(path), base), depth))
}

function extendsOne(base: string, depth: number): boolean {
  return [base, `${base}.json`].some((path) => catchesAll(path, depth - 1))
}

function everyHasStar(targets: unknown): boolean {
  return Array.isArray(targets) && targets.every((target) => String(target).includes("*"))
}

function isPath(base: unknown): base is string {
  return typeof base === "string" && /^\.{0,2}\//.test(base)
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}

function ancestors(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...ancestors(above)]
}
