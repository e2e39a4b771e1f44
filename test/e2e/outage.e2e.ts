// While nobody answers at all, the real `opencode run` ends in one sentence and asks no more than Ralex alone would: its own
// retries stay silent.
import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test"
import { createServer, type Server } from "node:net"
import type { Fault } from "../../simulator/index.ts"
import { type Sandbox, sandbox } from "./sandbox.ts"

const ASK = "fix the typo in README.md"
const ATTEMPTS = 6

let box: Sandbox
beforeAll(async () => {
  box = await sandbox()
})
afterAll(() => box.stop())
beforeEach(() => box.simulator.reset())

const outages: Fault[] = [
  { kind: "status", status: 503, times: 99 },
  { kind: "status", status: 429, times: 99 },
  { kind: "status", status: 500, times: 99 },
  { kind: "cut", at: "start", times: 99 },
]

test.each(outages)(
  "everything answers $kind $status: one sentence, six upstream calls at most",
  async (fault) => {
    box.simulator.fail(fault)
    const run = await box.run(ASK, { args: ["--title", "outage"] })
    expect(run.code).toBe(1)
    expect(run.stderr.match(/Ralex got no answer: /g)).toHaveLength(1)
    expect(box.simulator.requests().length).toBeGreaterThan(1)
    expect(box.simulator.requests().length).toBeLessThanOrEqual(ATTEMPTS)
  },
)

test("a session that is titled as well makes one more call, and no more than that", async () => {
  box.simulator.fail({ kind: "status", status: 503, times: 99 })
  const run = await box.run(ASK)
  expect(run.code).toBe(1)
  expect(box.simulator.requests().length).toBeLessThanOrEqual(2 * ATTEMPTS)
})

test("an upstream that hangs up on everybody is asked no more often", async () => {
  const asked: string[] = []
  const server = createServer((socket) => {
    socket.on("error", () => {})
    socket.once("data", (bytes) => {
      asked.push(bytes.toString().split(" ", 1)[0] ?? "")
      socket.destroy()
    })
  })
  const url = await listen(server)
  const run = await box.run(ASK, { env: { RALEX_BASE_URL: url }, args: ["--title", "hung up"] })
  server.close()
  expect(run.code).toBe(1)
  expect(run.stderr).toContain("Ralex ")
  const calls = asked.filter((method) => method === "POST")
  expect(calls.length).toBeGreaterThan(1)
  expect(calls.length).toBeLessThanOrEqual(ATTEMPTS)
})

async function listen(server: Server): Promise<string> {
  const listening = Promise.withResolvers<void>()
  server.listen(0, "127.0.0.1", listening.resolve)
  await listening.promise
  const address = server.address()
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/api/v1`
}
