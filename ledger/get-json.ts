// A reading from upstream's control plane, tried again where that may help.
import { setTimeout } from "node:timers/promises"

export type Reading =
  /** Undefined where what came is no JSON. */
  { kind: "body"; body: unknown } | { kind: "status"; status: number } | { kind: "unreachable" }

/** A person waits for the answer, at a terminal. */
const TIMEOUT_MS = 15_000

/** Milliseconds before the second and the third try. */
const PAUSES_MS = [500, 1_000]

export async function getJson(url: string, apiKey: string): Promise<Reading> {
  for (const pause of PAUSES_MS) {
    const reading = await read(url, apiKey)
    if (!isPassing(reading)) return reading
    await setTimeout(pause)
  }
  return read(url, apiKey)
}

async function read(url: string, apiKey: string): Promise<Reading> {
  try {
    const headers = { authorization: `Bearer ${apiKey}`, accept: "application/json" }
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
    const text = await answer.text()
    return answer.ok ? { kind: "body", body: parsed(text) } : { kind: "status", status: answer.status }
  } catch {
    return { kind: "unreachable" }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isPassing(reading: Reading): boolean {
  if (reading.kind !== "status") return reading.kind === "unreachable"
  return [408, 409, 429].includes(reading.status) || reading.status >= 500
}
