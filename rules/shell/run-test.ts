// `[[ … ]]`: nothing runs by it but the substitutions in its words, and those that arithmetic finds in their values.
import type { TestExpression, Word } from "unbash"
import { evaluateText } from "./evaluate-word.ts"
import { followSubscript } from "./set-variable.ts"
import type { ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** They take their words as numbers. */
const ARITHMETIC = /^-(?:eq|ne|lt|le|gt|ge)$/
/** They take theirs as the name of a variable. */
const NAME = /^-[vR]$/

export function runTest(test: TestExpression, state: ShellState, walk: Walk): void {
  walk.budget.spend(1)
  switch (test.type) {
    case "TestUnary":
      follow(NAME.test(test.operator), test.operand, state, walk)
      return
    case "TestBinary":
      for (const word of [test.left, test.right]) follow(ARITHMETIC.test(test.operator), word, state, walk)
      return
    case "TestLogical":
      for (const operand of test.operands) runTest(operand, state, walk)
      return
    case "TestNot":
      runTest(test.operand, state, walk)
      return
    case "TestGroup":
      runTest(test.expression, state, walk)
  }
}

function follow(isEvaluated: boolean, word: Word, state: ShellState, walk: Walk): void {
  if (isEvaluated) followSubscript(evaluateText(word, state, walk), state, walk)
  else walk.runNested(word, state)
}
