// POST /chat/completions: who asks, which model answers, and the answer as a stream or in one piece.
import { type ChatRequest, candidatesOf, chatRequestSchema } from "./chat-request.ts"
import { type Caller, draftGeneration } from "./draft-generation.ts"
import { billOf, type Generation } from "./generation.ts"
import { planStream, planWhole } from "./plan-answer.ts"
import { abortOf, playSteps } from "./play-steps.ts"
import { readKey } from "./read-key.ts"
import { billedNano, type SimulatorState } from "./simulator-state.ts"
import { lastOf, refuse, type UpstreamError, upstreamError } from "./upstream-error.ts"

export async function answerChat(state: SimulatorState, request: Request): Promise<Response> {
  const parsed = chatRequestSchema.safeParse(await request.json().catch(() => undefined))
  if (!parsed.success) return refuse(invalidRequest(parsed.error.issues[0]?.message ?? "not JSON"))
  const body = parsed.data
  state.requests.push({ at: state.options.now(), headers: Object.fromEntries(request.headers), body })
  const key = readKey(state, request)
  if (key.kind === "refused") return refuse(key.error)
  const limit = state.keyLimits.get(key.key)
  if (limit !== undefined && Number(billedNano(state, key.key).charged) >= limit * 1e9)
    return refuse(upstreamError(403))
  const session = body.session_id ?? request.headers.get("x-session-id")
  return answer(state, body, { key: key.key, session }, request.signal)
}

async function answer(
  state: SimulatorState,
  body: ChatRequest,
  caller: Caller,
  signal: AbortSignal,
): Promise<Response> {
  const errors: UpstreamError[] = []
  for (const modelId of candidatesOf(body)) {
    const draft = draftGeneration(state, body, modelId, caller)
    if (draft.kind === "accepted") return send(state, draft.generation, signal)
    if (draft.kind === "reply") return new Response(draft.body, draft)
    errors.push(draft.error)
  }
  return refuse(errors.length > 0 ? lastOf(errors) : invalidRequest("No model was named"))
}

async function send(state: SimulatorState, generation: Generation, signal: AbortSignal): Promise<Response> {
  const { fault, request, id } = generation
  if (fault?.kind === "hang" && fault.at === "headers") {
    await abortOf(signal)
    state.bill.push(
      billOf(generation, "aborted", { completionTokens: 0, reasoningTokens: 0 }, state.options.now()),
    )
    return refuse(upstreamError(408))
  }
  if (fault?.kind === "late-headers") await fault.after
  const steps = request.stream ? planStream(generation) : planWhole(generation)
  const stream = playSteps(steps, {
    pace: state.options.pace,
    signal,
    settle: (outcome, generated) =>
      void state.bill.push(billOf(generation, outcome, generated, state.options.now())),
  })
  const type = request.stream ? "text/event-stream" : "application/json"
  return new Response(stream, {
    headers: { "content-type": type, "cache-control": "no-cache", "x-generation-id": id },
  })
}

function invalidRequest(why: string): UpstreamError {
  return upstreamError(400, { message: `Invalid request: ${why}.`, errorType: "invalid_request" })
}
