// New names that a command gives to files and programs before it uses them: links, copies, aliases, `hash -p`.
import { posix } from "node:path"
import { type Effect, UNKNOWN } from "../execution.ts"
import { parseArguments } from "../programs/parse-arguments.ts"
import { programOf } from "../programs/program-table.ts"
import type { ShellState } from "./shell-state.ts"
import type { MadeNames, Walk } from "./walk.ts"

export function noteMadeNames(
  program: string,
  words: readonly string[],
  { cwd }: ShellState,
  { made }: Walk,
): void {
  if (program === "hash") {
    const [flag, file, name] = words
    if (flag === "-p" && file && name) made.programs.set(name, [file])
  }
  if (!["cp", "ln", "link", "mv", "install", "mount"].includes(program)) return
  const parsed = parseArguments(words, programOf(program))
  const directory = parsed.flags.find(({ name }) => /^(-t|--target-directory)$/.test(name))?.value
  const { sources, target } = named(parsed.operands, directory)
  const isLink =
    program === "ln" ||
    program === "mount" ||
    parsed.flags.some(({ name }) => /^(-s|--symbolic-link)$/.test(name))
  for (const source of sources) {
    const base = posix.basename(source)
    for (const name of [target, `${target}/${base}`]) {
      if (posix.basename(name) !== base) made.programs.set(posix.basename(name), [source])
      const path = absolute(name, cwd)
      if (isLink) made.links.set(path, absolute(source, posix.dirname(path)))
    }
  }
}

function named(operands: readonly string[], directory: string | undefined) {
  if (directory !== undefined) return { sources: operands, target: directory }
  if (operands.length === 1) return { sources: operands, target: posix.basename(operands[0] ?? "") }
  return { sources: operands.slice(0, -1), target: operands.at(-1) ?? "" }
}

/** The same effect on what the path leads to, when it goes through a link that the command makes. */
export function throughLinks(effect: Effect, { links }: MadeNames): Effect[] {
  if (links.size === 0 || effect.access === "fetch") return []
  const path = absolute(effect.target, effect.cwd)
  return [...links].flatMap(([link, target]) => {
    const itself = path === link && !effect.target.endsWith("/")
    if (itself && (effect.access === "delete" || effect.access === "move")) return []
    if (path !== link && !path.startsWith(`${link}/`)) return []
    return [{ ...effect, target: target + path.slice(link.length) }]
  })
}

function absolute(path: string, cwd: string): string {
  const whole = path.startsWith("/") || path.startsWith(UNKNOWN) ? path : `${cwd}/${path}`
  return posix.normalize(whole).replace(/(?<=.)\/$/, "")
}
