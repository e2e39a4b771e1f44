// Whether a push goes to a remote that the same command has set up: git remote add x https://example.com/x && git push x.
import type { Execution } from "../execution.ts"

export function pushesElsewhere(execution: Execution, reported: readonly Execution[]): boolean {
  const [subcommand, remote] = operandsOf(execution)
  if (subcommand !== "push") return false
  return reported.some((earlier) => {
    const [group, verb, name] = operandsOf(earlier)
    if (group !== "remote") return false
    if (verb === "add") return name === remote || remote === undefined
    return verb === "set-url" && (name === remote || remote === undefined)
  })
}

function operandsOf({ program, arguments: { operands } }: Execution): readonly string[] {
  return program === "git" ? operands : []
}
