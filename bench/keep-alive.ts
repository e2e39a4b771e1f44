// How many connections Ralex's calls open: counted by a relay before the simulator, with pauses as a tool loop has them.
import { connect, createServer, type Socket } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { toolModels } from "../ledger/index.ts"
import { attempt } from "../provider/attempt.ts"
import { settleStream } from "../provider/settle-stream.ts"
import { upstreamModel } from "../provider/upstream-model.ts"
import { simulatedModels } from "../scripts/simulated-models.ts"
import { createSimulator, steps } from "../simulator/index.ts"

const KEY = `sk-or-v1-${"0".repeat(64)}`
const MODEL = "openai/gpt-6-luna"
const CALLS = 40
/** Seconds between two calls: tools run meanwhile. */
const PAUSES = [1, 10, 60, 150]

const model = steps([{ text: "An answer in a good many pieces, as answers are." }])
const simulator = createSimulator({ models: simulatedModels(toolModels()), keys: [KEY], model })
const served = simulator.serve()
const relay = await startRelay(Number(new URL(served.url).port))
const upstream = {
  apiKey: KEY,
  baseUrl: served.url.replace(/:\d+/, `:${relay.port}`),
  maxPrice: undefined,
  ignoredProviders: [],
  spares: [],
}
const apart = (async (url: string | URL | Request, init?: RequestInit) =>
  fetch(url, { ...init, keepalive: false })) as unknown as typeof fetch

await call(undefined) // warm
console.log("| calls | connections | ms a call, median |\n| --- | --- | --- |")
await row(`${CALLS} one after the other`, undefined, CALLS)
await row(`${CALLS} with a connection each`, apart, CALLS)
for (const seconds of PAUSES) {
  const before = relay.connections()
  await sleep(seconds * 1_000)
  const took = await call(undefined)
  console.log(`| one after ${seconds} s of silence | ${relay.connections() - before} | ${took.toFixed(1)} |`)
}
relay.stop()
await served.stop()

async function row(name: string, own: typeof fetch | undefined, calls: number): Promise<void> {
  const before = relay.connections()
  const times: number[] = []
  for (let at = 0; at < calls; at++) times.push(await call(own))
  const median = times.toSorted((a, b) => a - b)[calls >> 1] ?? 0
  console.log(`| ${name} | ${relay.connections() - before} | ${median.toFixed(1)} |`)
}

/** As the provider calls: one answer, read to its end. @returns milliseconds. */
async function call(own: typeof fetch | undefined): Promise<number> {
  const startedAt = performance.now()
  const now = () => performance.now()
  const opened = await attempt(
    upstreamModel(MODEL, "ses_1", { ...upstream, fetch: own }),
    { prompt: [{ role: "user", content: [{ type: "text", text: "hello" }] }] },
    { now, connectMs: 60_000, firstContentMs: 60_000, noteGeneration: () => {}, noteLate: () => {} },
  )
  if (opened.kind === "failed") throw new Error(`no answer: ${opened.failure.kind} ${opened.failure.detail}`)
  const stream = settleStream(opened, {
    settle: async () => 0n,
    cutOff: ({ detail }) => new Error(detail),
    goesOn: () => false,
    idleMs: 60_000,
    endsAt: Number.POSITIVE_INFINITY,
    now,
    signal: undefined,
    readOn: false,
  })
  for await (const _part of stream);
  return performance.now() - startedAt
}

async function startRelay(target: number) {
  let connections = 0
  const open = new Set<Socket>()
  const server = createServer((client) => {
    connections++
    const onward = connect(target, "127.0.0.1")
    for (const [from, to] of [
      [client, onward],
      [onward, client],
    ] as const) {
      open.add(from)
      from.pipe(to)
      from.on("error", () => to.destroy())
      from.on("close", () => {
        open.delete(from)
        to.destroy()
      })
    }
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(0, "127.0.0.1", resolve)
  await listening
  const address = server.address()
  const port = typeof address === "object" && address ? address.port : 0
  const stop = () => {
    for (const socket of open) socket.destroy()
    server.close()
  }
  return { port, connections: () => connections, stop }
}
