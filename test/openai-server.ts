// A second upstream for tests: chat completions as Ollama, vLLM or a LiteLLM proxy stream them, over loopback. Nothing in
// it is OpenRouter's.
export interface OpenAiRequest {
  headers: Record<string, string>
  body: Record<string, unknown>
  /** Settles when who asked has hung up. */
  left: Promise<void>
}

export interface Reply {
  text?: string
  /** Calls of tools; `index: false` leaves their numbers out, as some servers do. */
  toolCalls?: { id: string; name: string; args: string }[]
  numbered?: boolean
  /** Null where the server counts nothing. */
  usage?: Record<string, unknown> | null
  /** Fields that every chunk has besides. */
  extra?: Record<string, unknown>
  /** In place of an answer. */
  status?: number
  error?: unknown
  /** Never goes on after its headers, or its first words. */
  hangs?: "headers" | "stream"
}

export interface OpenAiServer {
  /** The base URL, such as `http://127.0.0.1:4571/v1`. */
  url: string
  requests: OpenAiRequest[]
  /** How the next requests are answered, one after the other, the last one for ever. */
  answer: (...replies: Reply[]) => void
  stop: () => Promise<void>
}

const USAGE = { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 }

export function openAiServer(...first: Reply[]): OpenAiServer {
  const requests: OpenAiRequest[] = []
  let replies = first
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    async fetch(request) {
      const left = Promise.withResolvers<void>()
      request.signal.addEventListener("abort", () => left.resolve())
      const body = (await request.json()) as Record<string, unknown>
      requests.push({ headers: Object.fromEntries(request.headers), body, left: left.promise })
      const [reply = {}] = replies
      if (replies.length > 1) replies = replies.slice(1)
      if (reply.hangs === "headers") await left.promise
      if (reply.status) return Response.json({ error: reply.error ?? { message: "no" } }, reply)
      return new Response(streamOf(reply, body.model), { headers: { "content-type": "text/event-stream" } })
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}/v1`,
    requests,
    answer: (...next) => {
      replies = next
    },
    stop: () => server.stop(true),
  }
}

function streamOf(reply: Reply, model: unknown): ReadableStream<string> {
  const { text = "Done.", toolCalls = [], numbered = true, usage = USAGE, extra = {} } = reply
  const chunk = (delta: unknown, finish: string | null = null) => ({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model,
    ...extra,
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  const called = toolCalls.map(({ id, name, args }, index) => ({
    ...(numbered ? { index } : {}),
    id,
    type: "function",
    function: { name, arguments: args },
  }))
  const words = called.length > 0 ? [{ tool_calls: called }] : (text.match(/\S+\s*/g) ?? []).map(contentOf)
  const chunks = [
    chunk({ role: "assistant", content: "" }),
    ...words.map((delta) => chunk(delta)),
    chunk({}, called.length > 0 ? "tool_calls" : "stop"),
    ...(usage ? [{ ...chunk({}), choices: [], usage }] : []),
  ]
  const sent = reply.hangs === "stream" ? chunks.slice(0, 2) : chunks
  return new ReadableStream({
    start(controller) {
      for (const each of sent) controller.enqueue(`data: ${JSON.stringify(each)}\n\n`)
      if (reply.hangs === "stream") return
      controller.enqueue("data: [DONE]\n\n")
      controller.close()
    },
  })
}

function contentOf(content: string) {
  return { content }
}
