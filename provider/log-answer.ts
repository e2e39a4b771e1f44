// What the request log has of an answer besides its end: what was sent for it and said in it, where it keeps that, and why
// there was none.
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider"
import { logsContent } from "../ledger/index.ts"
import type { Opened } from "./attempt.ts"
import type { CallRecord } from "./call-record.ts"
import type { Answer } from "./call-with-fallback.ts"
import { hearAnswer } from "./hear-answer.ts"
import type { Keep } from "./held-decision.ts"
import { type Answered, orRefuse, type Refusal } from "./or-refuse.ts"
import { sentMessages } from "./sent-messages.ts"
import type { Caller } from "./shake-hands.ts"

export interface LoggedRequest extends Omit<Refusal, "signal"> {
  call: LanguageModelV3CallOptions
  keep: Keep
}

/** @throws as `orRefuse`, once the log has it. */
export async function orLogged(answer: Answer, request: LoggedRequest): Promise<Answered> {
  const { call, record, first, keep, caller } = request
  record.noteTries(answer.tries)
  const candidate = answer.kind === "answered" ? answer.candidate : first
  if (logsContent(caller.instance)) {
    const to = { modelId: candidate.model.id, foreignUntil: keep.foreignUntil(candidate) }
    record.content.request = () => sentMessages(call, to)
  }
  try {
    return await orRefuse(answer, { ...request, signal: call.abortSignal })
  } catch (error) {
    record.noteUnanswered(first, error)
    throw error
  }
}

/** The answer as it is, or heard where the request log keeps what was said. */
export function listen({ opened }: Answered, record: CallRecord, { instance }: Caller): Opened {
  if (!logsContent(instance)) return opened
  const heard = hearAnswer(opened)
  record.content.answer = heard.said
  return heard.opened
}
