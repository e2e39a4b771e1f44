// Work whose statements are answered at once.
import type { Row, Statement, Work } from "./store.ts"

export function runToEnd<T>(work: Work<T>, answer: (statement: Statement) => Row[]): T {
  let step = work.next()
  while (!step.done) step = work.next(answer(step.value))
  return step.value
}
