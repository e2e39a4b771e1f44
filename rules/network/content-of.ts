// What went into a file that the same command has made: for what is sent, the source of a copy counts like the copy.
import { posix } from "node:path"
import type { Effect, Execution } from "../execution.ts"
import type { Walk } from "../shell/walk.ts"

/** @returns the executions whose reading, or whose output, the file holds. */
export function contentOf(target: string, cwd: string, { reported, madeFrom }: Walk): Execution[] {
  const wanted = absolute(target, cwd)
  const makers = reported.flatMap((execution, index) => {
    if (!makes(execution, wanted)) return []
    return execution.program === "" ? redirected(reported, index) : [execution]
  })
  return makers.flatMap((maker) => [maker, ...(madeFrom.get(maker) ?? [])])
}

/** A redirection is reported before the command whose output it takes, and that before what it runs in turn. */
function redirected(reported: readonly Execution[], index: number): Execution[] {
  const [redirection, command, ...later] = reported.slice(index, index + MOST_FOLLOWED)
  if (command === undefined) return []
  const end = later.findIndex(({ origin }) => origin === redirection?.origin)
  return [command, ...(end < 0 ? later : later.slice(0, end))]
}

const MOST_FOLLOWED = 50

const OUTPUT = /^(-f|--file|-o|--output|-O)$/

function makes({ effects, arguments: { flags }, cwd }: Execution, wanted: string): boolean {
  return (
    effects.some((effect) => effect.access === "write" && absolute(effect.target, effect.cwd) === wanted) ||
    flags.some(
      ({ name, value }) => value !== undefined && OUTPUT.test(name) && absolute(value, cwd) === wanted,
    )
  )
}

function absolute(target: Effect["target"], cwd: string): string {
  return posix.normalize(target.startsWith("/") ? target : `${cwd}/${target}`)
}
