// Tells a person's OpenTelemetry collector of each call that ended, where they want that: beside the call, and what can
// not be sent stops nothing.
import type { Instance } from "../../config/index.ts"
import { inBackground } from "../background.ts"
import { cleanName } from "../clean-name.ts"
import { cleanStart } from "../with-clean-names.ts"
import type { Tracer } from "./open-tracer.ts"
import type { CallEnded } from "./span-of-call.ts"

type Teller = Pick<Instance, "tell" | "loaded">

const tracers = new WeakMap<Teller, Promise<Tracer>>()

export function exportCall(instance: Teller, ended: CallEnded): void {
  const { endpoint } = instance.loaded.config.otel
  if (endpoint === null) return
  inBackground(async () => {
    const { spanOfCall } = await import("./span-of-call.ts") // few people want it, and all load this file
    const tracer = await tracerOf(instance, endpoint)
    await tracer.send(
      spanOfCall({
        ...ended,
        start: cleanStart(ended.start),
        settlement: { ...ended.settlement, model: cleanName(ended.settlement.model) },
      }),
    )
  })
}

function tracerOf(instance: Teller, endpoint: string): Promise<Tracer> {
  const known = tracers.get(instance)
  if (known) return known
  const opened = import("./open-tracer.ts").then(({ openTracer }) => openTracer(endpoint, sayOnce(instance)))
  tracers.set(instance, opened)
  return opened
}

/** Without the address, which may hold a password. */
function sayOnce({ tell }: Teller): () => void {
  let said = false
  return () => {
    if (!said)
      tell({ level: "warning", text: "Ralex could not send traces to otel.endpoint; it goes on without." })
    said = true
  }
}
