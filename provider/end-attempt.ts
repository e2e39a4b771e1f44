// When a model ends its answer: decides whether the attempt is to be checked, and then adds the tool call that has
// OpenCode run the check. All that came from the model passes through untouched.
import type { LanguageModelV3CallOptions, LanguageModelV3StreamPart } from "@ai-sdk/provider"
import { type Attempt, TIERS, VERIFY_TOOL, verifyOnFailure } from "../config/index.ts"
import { stepsOf } from "./attempt-steps.ts"
import { type Candidate, isHousekeeping } from "./decide.ts"
import { judgeAttempt } from "./judge-attempt.ts"
import type { Caller } from "./shake-hands.ts"
import { wantsChange } from "./wants-change.ts"

export interface EndRequest {
  caller: Caller
  call: LanguageModelV3CallOptions
  candidate: Candidate
  /** The newest human ask. */
  ask: string
  /** The person chose the model or the tier, which is not raised then. */
  chosen: boolean
  /** Hard work was given to the tier below because a check would judge it: without a change there is nothing to judge. */
  beganLower: boolean
  newId: () => string
}

type Stream = ReadableStream<LanguageModelV3StreamPart>

interface Ending {
  closing: string
  finish: string
}

export function endAttempt(stream: Stream, request: EndRequest): Stream {
  if (!isChecked(request)) return stream
  let closing = ""
  let toolCalled = false
  return stream.pipeThrough(
    new TransformStream<LanguageModelV3StreamPart, LanguageModelV3StreamPart>({
      transform: (part, controller) => {
        if (part.type === "text-delta") closing += part.delta
        if (part.type === "tool-call") toolCalled = true
        const ended = part.type === "finish" && !toolCalled && part.finishReason.unified !== "tool-calls"
        const attempt = ended ? attemptOf({ closing, finish: part.finishReason.unified }, request) : undefined
        if (part.type !== "finish" || !attempt) return controller.enqueue(part)
        request.caller.instance.attempts.set(request.caller.session, attempt)
        for (const own of toolCallOf(attempt.nonce, request.newId())) controller.enqueue(own)
        controller.enqueue({ ...part, finishReason: { unified: "tool-calls", raw: part.finishReason.raw } })
      },
    }),
  )
}

/** They change nothing, or somebody else judges what they did. */
const NOT_WORKING = new Set(["plan", "explore"])

/** A model chosen by its id has no tier. */
function isChecked({ caller, call, candidate }: EndRequest): boolean {
  return (
    verifyOnFailure(caller.instance.loaded.config) !== "off" &&
    isJudged(caller, call) &&
    candidate.tier !== null
  )
}

/** Whether attempts of such calls can be checked: of the person's own session, where OpenCode offers the tool. */
export function isJudged(
  { session, rootSession, agent }: Pick<Caller, "session" | "rootSession" | "agent">,
  { tools }: Pick<LanguageModelV3CallOptions, "tools">,
): boolean {
  return (
    session === rootSession &&
    !isHousekeeping(agent) &&
    !NOT_WORKING.has(agent) &&
    (tools?.some(({ name }) => name === VERIFY_TOOL) ?? false)
  )
}

/** @returns undefined where there is nothing to check. */
function attemptOf(
  ending: Ending,
  { caller, call, candidate, ask, chosen, beganLower, newId }: EndRequest,
): Attempt | undefined {
  const { instance, session, turn } = caller
  const { tier } = candidate
  if (tier === null) return undefined
  const { verify } = instance.loaded.config
  const before = instance.attempts.get(session)
  const raises = before?.turn === turn ? before.raises : 0
  const steps = stepsOf(call.prompt, (id) => instance.exitCodes.get(id))
  const wantedChange = raises === 0 && (beganLower || wantsChange(ask))
  const signs = judgeAttempt({ ...ending, steps, wantedChange })
  // What a raised attempt was to mend is looked at again, whatever it did.
  const run = raises > 0 || steps.some(({ changed }) => changed) ? verify.run : undefined
  const isTop = chosen || tier === "free" || tier === TIERS.at(-1) || raises >= verify.attempts
  if (run === undefined && (signs.length === 0 || isTop)) return undefined
  return {
    nonce: newId(),
    turn,
    tier,
    raises,
    isTop,
    signs: signs.map(({ reason }) => reason),
    run,
    state: "asked",
    outcome: undefined,
  }
}

function toolCallOf(nonce: string, id: string): LanguageModelV3StreamPart[] {
  const toolCallId = `call_${id.replaceAll("-", "")}`
  const input = JSON.stringify({ nonce })
  return [
    { type: "tool-input-start", id: toolCallId, toolName: VERIFY_TOOL },
    { type: "tool-input-delta", id: toolCallId, delta: input },
    { type: "tool-input-end", id: toolCallId },
    { type: "tool-call", toolCallId, toolName: VERIFY_TOOL, input },
  ]
}
