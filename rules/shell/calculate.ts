// The value of `$((…))` where every number is known, so that a port or an index can be told.
import type { ArithmeticExpression } from "unbash"
import { UNKNOWN } from "../execution.ts"

const OPERATIONS: Record<string, (left: number, right: number) => number> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => Math.trunc(left / right),
  "%": (left, right) => left % right,
}

export function calculate(
  expression: ArithmeticExpression | undefined,
  lookUp: (name: string) => string,
): string {
  const value = expression && resultOf(expression, lookUp)
  return value !== undefined && Number.isSafeInteger(value) ? String(value) : UNKNOWN
}

function resultOf(expression: ArithmeticExpression, lookUp: (name: string) => string): number | undefined {
  switch (expression.type) {
    case "ArithmeticGroup":
      return resultOf(expression.expression, lookUp)
    case "ArithmeticWord":
      return numberOf(/^[A-Za-z_]\w*$/.test(expression.value) ? lookUp(expression.value) : expression.value)
    case "ArithmeticBinary": {
      const left = resultOf(expression.left, lookUp)
      const right = resultOf(expression.right, lookUp)
      return left === undefined || right === undefined
        ? undefined
        : OPERATIONS[expression.operator]?.(left, right)
    }
    default:
      return undefined
  }
}

/** Plain decimals only: `010` is eight and `16#ff` is 255, which nobody writes for a port. */
function numberOf(text: string): number | undefined {
  return /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined
}
