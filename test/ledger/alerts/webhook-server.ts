// A webhook on loopback that answers as a test says and keeps what was posted to it.

interface Posted {
  path: string
  headers: Record<string, string>
  body: string
}

export interface WebhookServer extends AsyncDisposable {
  url: string
  posted: Posted[]
}

/** @param answers One for each post; the last one goes on. */
export function webhookServer(...answers: (() => Response | Promise<Response>)[]): WebhookServer {
  const posted: Posted[] = []
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const { pathname } = new URL(request.url)
      posted.push({ path: pathname, headers: request.headers.toJSON(), body: await request.text() })
      const answer = answers[Math.min(posted.length, answers.length) - 1]
      return answer?.() ?? new Response("ok")
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}/services/T0/B0/path-secret`,
    posted,
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}

export const status = (code: number, headers: Record<string, string> = {}) => {
  return () => new Response("an answer", { status: code, headers })
}

/** Until the server is stopped. */
export const hang = () => new Promise<Response>(() => {})
