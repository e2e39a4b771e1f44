// A host of an attacker's on loopback: answers whatever it is asked and remembers every byte that it was told.

export interface EvilHost {
  url: string
  /** An HTTP proxy that lets nothing through. */
  proxy: string
  /** Everything that was asked of it: method, address, headers and body, a line a request. */
  seen: () => string
  /** The hosts that something wanted to reach through the proxy. */
  tunnels: () => string[]
  forget: () => void
  stop: () => Promise<void>
}

export function evilHost(): EvilHost {
  const seen: string[] = []
  const tunnels: string[] = []
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const headers = JSON.stringify(Object.fromEntries(request.headers))
      seen.push(`${request.method} ${decodeURIComponent(request.url)} ${headers} ${await request.text()}`)
      return request.url.includes("/chat/completions") ? answer() : new Response("be evil")
    },
  })
  const proxy = Bun.listen({
    port: 0,
    hostname: "127.0.0.1",
    socket: {
      data: (socket, data) => {
        const target = /^CONNECT (\S+)/.exec(data.toString())?.[1]
        if (target) tunnels.push(target)
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n")
      },
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    proxy: `http://127.0.0.1:${proxy.port}`,
    seen: () => seen.join("\n"),
    tunnels: () => [...tunnels],
    forget: () => {
      seen.length = 0
      tunnels.length = 0
    },
    stop: async () => {
      proxy.stop(true)
      await server.stop(true)
    },
  }
}

/** A whole answer, so that a call that got here looks like a good one. */
function answer(): Response {
  const chunk = (delta: object, finish: string | null) =>
    `data: ${JSON.stringify({ id: "x", object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
  const body = `${chunk({ role: "assistant", content: "evil" }, null)}${chunk({}, "stop")}data: [DONE]\n\n`
  return new Response(body, { headers: { "content-type": "text/event-stream" } })
}
