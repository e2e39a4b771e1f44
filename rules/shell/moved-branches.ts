// Branches that git moves to another commit under many names: `checkout -B`, `switch -C`, `branch -M`, `update-ref`,
// and a forced fetch into a branch.
import { parseArguments } from "../programs/parse-arguments.ts"
import { programOf, subprogramOf } from "../programs/program-table.ts"

const MOVES = new Set(["checkout", "switch", "branch", "update-ref", "fetch", "pull"])

/** @returns `git branch -f NAME [TO]` for each of them, so that rules and the look at git know one form. */
export function movedBranches(words: readonly string[]): string[][] {
  if (!words.some((word) => MOVES.has(word))) return []
  const { flags, operands } = parseArguments(words, subprogramOf("git", words)?.style ?? programOf("git"))
  const [subcommand = "", ...names] = operands
  const given = (...wanted: string[]) => flags.find(({ name }) => wanted.includes(name))?.value
  const has = (...wanted: string[]) => flags.some(({ name }) => wanted.includes(name))
  switch (subcommand) {
    case "checkout":
      return moved(given("-B"), names[0])
    case "switch":
      return moved(given("-C", "--force-create"), names[0])
    case "branch": {
      const renames = has("-M", "-C") || (has("-m", "-c", "--move", "--copy") && has("-f", "--force"))
      return renames ? moved(names[1] ?? names[0], names[1] && names[0]) : []
    }
    case "update-ref":
      return moved(headIn(names[0]), names[1])
    case "fetch":
    case "pull":
      return names.slice(1).flatMap((refspec) => movedByFetch(refspec, has("-f", "--force")))
    default:
      return []
  }
}

function moved(name: string | undefined, to: string | undefined): string[][] {
  return name === undefined || name === "" ? [] : [["git", "branch", "-f", name, ...(to ? [to] : [])]]
}

function headIn(ref: string | undefined): string | undefined {
  return ref?.match(/^refs\/heads\/(.+)$/)?.[1]
}

/** What it will be moved to is not here yet: the commits of HEAD are what surely stays. */
function movedByFetch(refspec: string, forced: boolean): string[][] {
  const [, plus, to = ""] = refspec.match(/^(\+?)[^:]*:(.+)$/s) ?? []
  if (to === "" || (!forced && plus !== "+")) return []
  const branch = to.startsWith("refs/") ? headIn(to) : to
  return moved(branch, "HEAD")
}
