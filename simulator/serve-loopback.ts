// The handlers as a real HTTP server on 127.0.0.1, with connections that can break.
import { setTimeout as sleep } from "node:timers/promises"
import { getResponse, type HttpHandler } from "msw"
import { openRelay } from "./open-relay.ts"
import { refuse, upstreamError } from "./upstream-error.ts"

export interface LoopbackServer {
  /** The base URL, such as `http://127.0.0.1:4571/api/v1`. */
  url: string
  stop(): Promise<void>
}

const FLUSH_MS = 20 // what was sent before a cut is on the wire by then

export function serveLoopback(handlers: HttpHandler[], port: number): LoopbackServer {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0, // a scripted hang outlasts Bun's ten seconds
    async fetch(request, self) {
      const seenPort = self.requestIP(request)?.port ?? 0
      const response = (await getResponse(handlers, request)) ?? notFound()
      const cut = () => sleep(FLUSH_MS).then(() => relay.cut(seenPort))
      return response.body ? new Response(breaking(response.body, cut), response) : response
    },
  })
  const relay = openRelay(port, server.port ?? 0)
  return {
    url: `http://127.0.0.1:${relay.port}/api/v1`,
    async stop() {
      relay.stop()
      await server.stop(true)
    },
  }
}

function notFound(): Response {
  return refuse(upstreamError(404, { message: "Not Found" }))
}

/** The same bytes; an error in them cuts the connection. */
function breaking(body: ReadableStream<Uint8Array>, cut: () => Promise<void>): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream(
    {
      async pull(controller) {
        const read = await reader.read().catch(cut)
        if (!read) return
        if (read.done) controller.close()
        else controller.enqueue(read.value)
      },
      cancel: (reason) => reader.cancel(reason).catch(() => undefined), // it rejects when the body broke before
    },
    { highWaterMark: 0 },
  )
}
