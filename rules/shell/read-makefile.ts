// The commands that make runs for its goals, from a Makefile's text: rules, prerequisites and variables, no functions.
import { UNKNOWN } from "../execution.ts"

interface Makefile {
  /** By target. */
  rules: Map<string, { needs: string[]; commands: string[] }>
  variables: Map<string, string>
  first: string | undefined
}

/** Pattern rules make whatever is asked for. */
const ALWAYS = /^\.|%/
const DEEPEST = 8

/** @param set Variables that stand on the command line: `make X=1`. */
export function makeCommands(
  text: string,
  goals: readonly string[],
  set: ReadonlyMap<string, string>,
): string[] {
  const makefile = read(text)
  for (const [name, value] of set) makefile.variables.set(name, value)
  const always = [...makefile.rules.keys()].filter((target) => ALWAYS.test(target) && target !== ".PHONY")
  const wanted = goals.length > 0 ? [...goals] : [makefile.first ?? ""]
  const seen = new Set<string>()
  const queue = [...wanted, ...always]
  for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
    if (seen.has(target)) continue
    seen.add(target)
    queue.push(...(makefile.rules.get(target)?.needs ?? []))
  }
  const shell = [...text.matchAll(/^[^\t#].*\$\(shell\s+([^()]*)\)/gm)].map((found) => found[1] ?? "")
  const commands = [...seen].flatMap((target) => makefile.rules.get(target)?.commands ?? [])
  return [...shell, ...commands].map((command) => expand(command, makefile.variables, 0))
}

function read(text: string): Makefile {
  const makefile: Makefile = { rules: new Map(), variables: new Map(), first: undefined }
  let targets: string[] = []
  const add = (command: string) => {
    for (const target of targets) makefile.rules.get(target)?.commands.push(command.replace(/^[\s@+-]+/, ""))
  }
  for (const line of text.replace(/\\\n[ \t]*/g, " ").split("\n")) {
    const [, name, value] =
      line.match(/^(?:export\s+|override\s+)?([\w.-]+)\s*(?:::?:?|[?+!])?=\s*(.*)$/) ?? []
    const [, left, needs, command] = line.match(/^([^\s:=#][^:=#]*)::?(?!=)\s*([^;]*)(?:;(.*))?$/) ?? []
    if (line.startsWith("\t")) add(line)
    else if (name !== undefined && value !== undefined) makefile.variables.set(name, value)
    else if (left !== undefined) {
      targets = left.trim().split(/\s+/)
      makefile.first ??= targets.find((target) => !ALWAYS.test(target))
      for (const target of targets) addNeeds(makefile, target, needs ?? "")
      if (command !== undefined) add(command)
    }
  }
  return makefile
}

function addNeeds({ rules, variables }: Makefile, target: string, needs: string): void {
  const rule = rules.get(target) ?? { needs: [], commands: [] }
  rule.needs.push(
    ...expand(needs, variables, 0)
      .split(/\s+/)
      .filter((word) => word !== "" && word !== "|"),
  )
  rules.set(target, rule)
}

function expand(text: string, variables: ReadonlyMap<string, string>, depth: number): string {
  if (depth > DEEPEST) return UNKNOWN
  return text.replace(/\$(?:\$|\(([^()]*)\)|\{([^{}]*)\}|(.))/g, (found, round, curly, letter) => {
    if (found === "$$") return "$"
    const name: string = round ?? curly ?? letter
    if (name === "MAKE") return "make"
    const value = variables.get(name)
    if (value !== undefined) return expand(value, variables, depth + 1)
    // An undefined variable is empty, but it may come from the environment, or from an include.
    return UNKNOWN
  })
}
