// A small OpenTelemetry collector: keeps what is sent to it over HTTP, and tells the spans of it.

interface Span {
  name: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: { key: string; value: Record<string, unknown> }[]
  status: { code: number }
}

export interface OtelCollector {
  url: string
  received: { path: string; type: string | null; body: string }[]
  spans: () => Span[]
  /** What it answers from now on. */
  answerWith: (status: number) => void
  stop: () => Promise<void>
}

export function otelCollector(): OtelCollector {
  const received: OtelCollector["received"] = []
  let status = 200
  const web = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: async (request) => {
      const { pathname: path } = new URL(request.url)
      received.push({ path, type: request.headers.get("content-type"), body: await request.text() })
      return Response.json({}, { status })
    },
  })
  return {
    url: web.url.href,
    received,
    spans: () => received.flatMap(({ body }) => spansIn(body)),
    answerWith: (code) => {
      status = code
    },
    stop: () => web.stop(true),
  }
}

function spansIn(body: string): Span[] {
  return JSON.parse(body).resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: Span[] }[] }) =>
    scopeSpans.flatMap((scope) => scope.spans),
  )
}

export function attributesOf({ attributes }: Span): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
