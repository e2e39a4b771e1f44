// A call that can be ended without its caller's leave: one of two that were made for the same answer.
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider"

export function stoppable(
  call: LanguageModelV3CallOptions,
  stopped: AbortSignal,
): LanguageModelV3CallOptions {
  const { abortSignal } = call
  return { ...call, abortSignal: abortSignal ? AbortSignal.any([abortSignal, stopped]) : stopped }
}
