// An answer that another call was billed for, as a stream of its own: the same parts, nothing used, nothing to pay.
import type { LanguageModelV3StreamPart, SharedV3ProviderMetadata } from "@ai-sdk/provider"
import * as z from "zod"
import type { Usage } from "../../ledger/index.ts"
import { NOTHING_USED, readUsage } from "../end-of-call.ts"
import { NO_USAGE } from "../said-stream.ts"
import { isBroken } from "../settle-stream.ts"

type Part = LanguageModelV3StreamPart
type Stream = ReadableStream<Part>
type FinishPart = Extract<Part, { type: "finish" }>

/** How it ended, and what it cost and used where it was made. */
export interface ReplayEnd {
  outcome: "ok" | "cut-off" | "aborted"
  costNano: bigint
  usage: Usage
}

/** @param settle Called once. Must not throw. */
export function replayStream(source: Stream, settle: (end: ReplayEnd) => Promise<void>): Stream {
  const reader = source.getReader()
  let ended = false
  const settleOnce = async (end: ReplayEnd) => {
    if (ended) return
    ended = true
    await settle(end)
  }
  const aborted: ReplayEnd = { outcome: "aborted", costNano: 0n, usage: NOTHING_USED }
  return new ReadableStream<Part>({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read()
        if (value?.type === "finish") await settleOnce(endOf(value))
        if (done) controller.close()
        else controller.enqueue(value.type === "finish" ? unbilled(value) : value)
      } catch (error) {
        await settleOnce(aborted)
        controller.error(error)
      }
    },
    cancel: async (reason) => {
      await settleOnce(aborted)
      await reader.cancel(reason)
    },
  })
}

function endOf(finish: FinishPart): ReplayEnd {
  const outcome = isBroken(finish.finishReason) ? "cut-off" : "ok"
  return { outcome, costNano: costOf(finish), usage: readUsage(finish.usage) ?? NOTHING_USED }
}

/** As settle-stream.ts tells it to OpenCode, in hundredths of a nano-dollar. */
const shownSchema = z.object({ copilot: z.object({ totalNanoAiu: z.number().nonnegative() }) })

function costOf({ providerMetadata }: FinishPart): bigint {
  const shown = shownSchema.safeParse(providerMetadata).data
  return BigInt(Math.round((shown?.copilot.totalNanoAiu ?? 0) / 100))
}

function unbilled(finish: FinishPart): FinishPart {
  const { openrouter, ...others }: SharedV3ProviderMetadata = finish.providerMetadata ?? {}
  const { usage: _bill, ...rest } = openrouter ?? {}
  const providerMetadata = {
    ...others,
    ...(openrouter ? { openrouter: rest } : {}),
    copilot: { totalNanoAiu: 0 },
  }
  return { ...finish, usage: NO_USAGE, providerMetadata }
}
