// OpenTelemetry's own exporter over OTLP/HTTP as JSON. What it needs besides the address, such as headers, it takes from
// OpenTelemetry's variables (OTEL_EXPORTER_OTLP_HEADERS).
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http"
import { resourceFromAttributes } from "@opentelemetry/resources"
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base"
import type { CallSpan } from "./span-of-call.ts"

export interface Tracer {
  /** Sends it and what waits with it. Never rejects. */
  send: (span: CallSpan) => Promise<void>
}

/** Retries included. */
const GIVE_UP_MS = 5_000

const TRACES = "/v1/traces"

/** @param endpoint With or without the path of traces. @param failed Hears of each batch that could not be sent. */
export function openTracer(endpoint: string, failed: () => void): Tracer {
  const url = endpoint.endsWith(TRACES) ? endpoint : `${endpoint.replace(/\/+$/, "")}${TRACES}`
  const exporter = telling(new OTLPTraceExporter({ url, timeoutMillis: GIVE_UP_MS }), failed)
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "ralex" }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  })
  const tracer = provider.getTracer("ralex")
  return {
    send: async ({ name, options, endedAt, status }) => {
      const span = tracer.startSpan(name, { ...options, root: true })
      span.setStatus(status)
      span.end(endedAt)
      await provider.forceFlush().catch(() => {}) // `failed` has heard
    },
  }
}

function telling(exporter: OTLPTraceExporter, failed: () => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code !== 0) failed()
        done(result)
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  }
}
