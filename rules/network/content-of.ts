// What went into a file that the same command has made: for what is sent, the source of a copy counts like the copy.
import { posix } from "node:path"
import type { Effect, Execution } from "../execution.ts"

/** @returns the executions whose reading, or whose output, the file holds. */
export function contentOf(target: string, cwd: string, reported: readonly Execution[]): Execution[] {
  const wanted = absolute(target, cwd)
  return reported.flatMap((execution, index) => {
    if (!makes(execution, wanted)) return []
    // A redirection is reported before the command whose output it takes.
    const next = execution.program === "" ? reported[index + 1] : execution
    return next ? [next] : []
  })
}

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
