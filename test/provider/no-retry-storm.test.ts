// While nobody answers at all, no call asks upstream more often than configured, and each ends in one sentence.
import { afterEach, expect, test } from "bun:test"
import { createServer } from "node:net"
import type { Fault } from "../../simulator/index.ts"
import { closeStages, type Stage, type StageGiven, stage } from "./stage.ts"

afterEach(closeStages)

const CALLS = 10
const [DEFAULT_ATTEMPTS, OF_ONE_MODEL] = [6, 2]
const down: Fault[] = [
  { kind: "status", status: 503, retryAfterSeconds: 0, times: 999 },
  { kind: "status", status: 429, retryAfterSeconds: 0, times: 999 },
  { kind: "cut", at: "start", times: 999 },
]
const limits = { pauseMs: 1 }

/** @returns the sentences that calls end with. */
async function allFail(it: Stage, model: string): Promise<string[]> {
  const call = (_: unknown, index: number) => it.refused({ model, session: `ses_${index}` })
  const errors = await Promise.all(Array.from({ length: CALLS }, call))
  return errors.map(({ message }) => message)
}

function requestsBySession({ simulator }: Stage): number[] {
  const ids = simulator.requests().map(({ body }) => body.session_id)
  return Object.values(Object.groupBy(ids, (id) => id ?? "")).map((of) => of?.length ?? 0)
}

test.each(down)("everything answers $kind $status: six upstream calls for one, at most", async (fault) => {
  const it = await stage({ limits, simulator: { faults: [fault] } })
  for (const sentence of await allFail(it, "auto")) expect(sentence).toStartWith("Ralex got no answer: ")
  const counts = requestsBySession(it)
  expect(counts).toHaveLength(CALLS)
  expect(Math.max(...counts)).toBeLessThanOrEqual(DEFAULT_ATTEMPTS)
})

test.each(down)("a model chosen by name answers $kind $status: it is asked twice", async (fault) => {
  const it = await stage({ limits, simulator: { faults: [fault] } })
  await allFail(it, "openai/gpt-6-luna")
  expect(Math.max(...requestsBySession(it))).toBeLessThanOrEqual(OF_ONE_MODEL)
})

test.each([1, 3])("with calls.attempts at %d that is the limit", async (attempts) => {
  const it = await stage({ limits, config: { calls: { attempts } }, simulator: { faults: down.slice(0, 1) } })
  await allFail(it, "auto")
  expect(Math.max(...requestsBySession(it))).toBe(attempts)
})

test("who can not be reached is asked no more often", async () => {
  const server = await hangingUp()
  const given: StageGiven = { limits, url: `http://127.0.0.1:${server.port}/api/v1` }
  const it = await stage(given)
  await allFail(it, "auto")
  expect(server.calls()).toBeGreaterThan(0)
  expect(server.calls()).toBeLessThanOrEqual(CALLS * DEFAULT_ATTEMPTS)
  await server.stop()
})

test("a port where nobody listens: one sentence, at once", async () => {
  const it = await stage({ limits, url: "http://127.0.0.1:9/api/v1" })
  for (const sentence of await allFail(it, "auto"))
    expect(sentence).toStartWith("Ralex could not reach a model at 127.0.0.1:9")
})

/** Hangs up on whoever asks, before a word. */
async function hangingUp() {
  const asked: string[] = []
  const server = createServer((socket) => {
    socket.on("error", () => {})
    socket.once("data", (bytes) => {
      asked.push(bytes.toString().split("\r\n", 1)[0] ?? "")
      socket.destroy()
    })
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, "127.0.0.1", listening.resolve)
  await listening.promise
  const address = server.address()
  const closed = Promise.withResolvers<void>()
  return {
    port: typeof address === "object" ? address?.port : 0,
    calls: () => asked.filter((line) => line.startsWith("POST")).length,
    stop: () => {
      server.close(() => closed.resolve())
      return closed.promise
    },
  }
}
