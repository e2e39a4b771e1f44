// When a model ends its answer: decides whether the attempt is to be checked, and then adds the tool call that has
// OpenCode run the check. All that came from the model passes through untouched.
import type { LanguageModelV3CallOptions, LanguageModelV3StreamPart } from "@ai-sdk/provider"
import { type Attempt, keepNewest, TIERS, VERIFY_TOOL, verifyOnFailure } from "../config/index.ts"
import { type Step, stepsOf } from "./attempt-steps.ts"
import { isReadOnly } from "./can-be-checked.ts"
import { type Changes, changedSince } from "./changed-since.ts"
import { type Candidate, isHousekeeping } from "./decide.ts"
import { judgeAttempt } from "./judge-attempt.ts"
import { isBroken } from "./settle-stream.ts"
import type { Caller } from "./shake-hands.ts"
import { noteJudged, noteWorked, unjudgedSince } from "./unjudged-since.ts"
import { namesProject, wantsChange } from "./wants-change.ts"

export interface EndRequest {
  caller: Caller
  call: LanguageModelV3CallOptions
  candidate: Candidate
  /** The newest human ask. */
  ask: string
  /** The person chose the model or the tier, which is not raised then. */
  chosen: boolean
  /** A budget affords no longer answer; a dearer model's would be shorter still. */
  wasShortened: boolean
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
      transform: async (part, controller) => {
        if (part.type === "text-delta") closing += part.delta
        if (part.type === "tool-call") {
          toolCalled = true
          if (!READING.has(part.toolName)) noteWorked(request.caller)
        }
        const ended =
          part.type === "finish" &&
          !toolCalled &&
          part.finishReason.unified !== "tool-calls" &&
          !isBroken(part.finishReason) // the person reads why, or it is gone on with
        const attempt = ended
          ? await attemptOf({ closing, finish: part.finishReason.unified }, request)
          : undefined
        if (part.type !== "finish" || !attempt) return controller.enqueue(part)
        keepNewest(request.caller.instance.attempts, request.caller.session, attempt, SESSIONS_AT_MOST)
        for (const own of toolCallOf(attempt.nonce, request.newId())) controller.enqueue(own)
        controller.enqueue({ ...part, finishReason: { unified: "tool-calls", raw: part.finishReason.raw } })
      },
    }),
  )
}

const SESSIONS_AT_MOST = 500

/** They change nothing, or somebody else judges what they did. */
const NOT_WORKING = new Set(["plan", "explore"])

function isChecked({ caller, call }: EndRequest): boolean {
  return verifyOnFailure(caller.instance.loaded.config) !== "off" && isJudged(caller, call)
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
async function attemptOf(
  ending: Ending,
  { caller, call, candidate, ask, chosen, wasShortened, newId }: EndRequest,
): Promise<Attempt | undefined> {
  const { instance, session, turn } = caller
  const { tier } = candidate // a model chosen by its id has none
  const { verify } = instance.loaded.config
  const before = instance.attempts.get(session)
  const raises = before?.turn === turn ? before.raises : 0
  const steps = stepsOf(call.prompt, (id) => instance.exitCodes.get(id))
  const wantedChange = raises === 0 && wantsChange(ask)
  const wanted = { wantedChange, namesProject: namesProject(ask) }
  const wasChecked = raises > 0 && before?.run !== undefined
  const isOnlyRead = isReadOnly(ask)
  const since = unjudgedSince(caller)
  const onlyRead = steps.every(({ tool }) => READING.has(tool))
  const changes = wasChecked ? "some" : await changesOf(steps, isOnlyRead, caller)
  // Work that was broken off before a question waits for an ask for work: nobody wants it mended in between.
  if (!(isOnlyRead && changes === "none" && since?.carried)) noteJudged(caller)
  const finish = wasShortened && ending.finish === "length" ? "stop" : ending.finish
  const signs = judgeAttempt({ ...ending, finish, steps, ...wanted, changes })
  const run = changes === "none" ? undefined : verify.run
  // What an earlier answer left is said and not mended: the person may have stopped it.
  const isLeftOver = raises === 0 && onlyRead && (since?.carried ?? true) && changes !== "none"
  const isTop =
    isLeftOver ||
    chosen ||
    tier === null ||
    tier === "free" ||
    tier === TIERS.at(-1) ||
    raises >= verify.attempts
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

/**
 * What no editing tool did is not believed where nothing was to be changed: files also change by the person, or by the
 * tests that somebody wanted to see.
 */
async function changesOf(steps: readonly Step[], isOnlyRead: boolean, caller: Caller): Promise<Changes> {
  if (steps.some(({ edited }) => edited)) return "some"
  const since = unjudgedSince(caller)
  const didNothing = !since?.worked && steps.every(({ tool }) => READING.has(tool))
  if (didNothing || isOnlyRead) return "none"
  return since === undefined ? "unknown" : changedSince(caller.instance.project, since.at)
}

/** OpenCode's tools that change no files. */
const READING = new Set(["read", "grep", "glob", "list", "webfetch", "websearch", "codesearch", "lsp"])

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
