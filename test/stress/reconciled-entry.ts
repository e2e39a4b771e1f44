// Whether a line of the bill stands in the ledger as it is: the same cost and the same tokens.
import type { Entry } from "./play-day.ts"

export function isReconciled({ line, reconciled }: Entry): boolean {
  // A try that failed for nothing hands its row on to the next.
  if (!reconciled) return line.costNano === 0n
  const { status, costNano, usage } = reconciled
  return (
    status === "settled" &&
    costNano === line.costNano &&
    usage.inputTokens === line.promptTokens &&
    usage.cachedTokens === line.cachedTokens &&
    usage.outputTokens === line.completionTokens &&
    usage.reasoningTokens === line.reasoningTokens
  )
}
