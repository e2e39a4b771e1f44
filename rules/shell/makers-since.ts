// Which executions made a text: all that ran, and all that the variables in it came from, since a point of the walk.
import type { Execution } from "../execution.ts"
import type { Walk } from "./walk.ts"

/** @returns what tells them, as often as it is asked. */
export function makersSince(walk: Walk): () => Execution[] {
  const first = { reported: walk.reported.length, drawn: walk.drawn.length }
  return () => {
    const makers = [...walk.reported.slice(first.reported), ...walk.drawn.slice(first.drawn)]
    walk.budget.spend(makers.length / 32)
    return makers
  }
}
