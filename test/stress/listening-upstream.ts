// An upstream of bare sockets that keeps an answer at one of its stages, and says when each socket ended: what a server sees
// of a caller who leaves. The session's id names the stage, as in ses_headers_7.
import { createServer, type Socket } from "node:net"

/** What an answer is kept at; with "wait" the model is busy, and asks to be asked again later. */
export const STAGES = ["headers", "first-token", "mid-stream", "flowing", "wait"] as const
export type StageOfCall = (typeof STAGES)[number]

export interface ListeningUpstream {
  url: string
  /** The requests that are under way now. A connection that waits for its next one is none. */
  open: () => string[]
  /** How many requests came, by session. */
  requests: (session: string) => number
  /** Once the session's request has come so far that its stage is reached. */
  reached: (session: string) => Promise<void>
  /** @returns when the session's request ended by its socket or its whole answer, by `performance.now()`. */
  ended: (session: string) => Promise<number>
  stop: () => Promise<void>
}

interface Seen {
  requests: number
  reached: PromiseWithResolvers<void>
  ended: PromiseWithResolvers<number>
}

const HEAD =
  "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nx-generation-id: "
const PIECE_MS = 5
const IDLE = ""

export async function listeningUpstream(): Promise<ListeningUpstream> {
  const sockets = new Map<Socket, string>() // with IDLE, or what is asked over it
  const seen = new Map<string, Seen>()
  const of = (session: string): Seen => {
    const known = seen.get(session) ?? {
      requests: 0,
      reached: Promise.withResolvers<void>(),
      ended: Promise.withResolvers<number>(),
    }
    seen.set(session, known)
    return known
  }
  // It stays open, as OpenRouter's do: Bun keeps the connection of an error for its next request even where "connection: close"
  // came with it, and one that is closed just then breaks that request.
  const answerWhole = (socket: Socket, answer: string) => {
    socket.write(answer)
    sockets.set(socket, IDLE)
  }
  const server = createServer((socket) => {
    sockets.set(socket, IDLE)
    let text = ""
    let session = ""
    socket.on("error", () => {}) // a reset is an end like any other
    socket.on("close", () => {
      sockets.delete(socket)
      if (session) of(session).ended.resolve(performance.now())
    })
    socket.on("data", (bytes) => {
      text += bytes.toString()
      if (!isWhole(text)) return
      const isAsked = text.startsWith("POST")
      session = isAsked ? (/"session_id":"([^"]+)"/.exec(text)?.[1] ?? "") : ""
      sockets.set(socket, session || text.slice(0, text.indexOf("\r\n")))
      text = ""
      if (!isAsked) return answerWhole(socket, NOT_FOUND)
      of(session).requests += 1
      const stage = session.split("_")[1] as StageOfCall
      if (stage === "wait") {
        answerWhole(socket, BUSY)
        of(session).ended.resolve(performance.now())
      } else play(stage, session, socket)
      // What was sent is to be on its way before anybody leaves.
      setTimeout(of(session).reached.resolve, PIECE_MS)
    })
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, "127.0.0.1", listening.resolve)
  await listening.promise
  const address = server.address()
  const port = typeof address === "object" ? address?.port : 0
  return {
    url: `http://127.0.0.1:${port}/api/v1`,
    open: () => [...sockets.values()].filter((asked) => asked !== IDLE),
    requests: (session) => seen.get(session)?.requests ?? 0,
    reached: (session) => of(session).reached.promise,
    ended: (session) => of(session).ended.promise,
    stop: async () => {
      for (const socket of sockets.keys()) socket.destroy()
      const closed = Promise.withResolvers<void>()
      server.close(() => closed.resolve())
      await closed.promise
    },
  }
}

function isWhole(text: string): boolean {
  const end = text.indexOf("\r\n\r\n")
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
  return end >= 0 && Buffer.byteLength(text.slice(end + 4)) >= length
}

function play(stage: Exclude<StageOfCall, "wait">, session: string, socket: Socket): void {
  if (stage === "headers") return
  socket.write(`${HEAD}gen-${session}\r\n\r\n${chunked(": OPENROUTER PROCESSING\n\n")}`)
  if (stage === "first-token") return
  socket.write(chunked(piece(session)))
  if (stage !== "flowing") return
  const timer = setInterval(() => socket.write(chunked(piece(session))), PIECE_MS)
  socket.on("close", () => clearInterval(timer))
}

function piece(session: string): string {
  const choices = [{ index: 0, delta: { role: "assistant", content: "word " }, finish_reason: null }]
  const chunk = { id: `gen-${session}`, object: "chat.completion.chunk", created: 1, model: "m", choices }
  return `data: ${JSON.stringify({ ...chunk, provider: "P" })}\n\n`
}

function chunked(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
}

function refusal(status: string, headers: string, code: number): string {
  const body = JSON.stringify({ error: { code, message: "Rate limit exceeded" } })
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`
}

const BUSY = refusal("429 Too Many Requests", "retry-after: 20\r\n", 429)
const NOT_FOUND = refusal("404 Not Found", "", 404)
