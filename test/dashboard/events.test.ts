// The live feed: what other processes write comes, once, in order, and goes on where a page lost the connection.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type FeedEvent, feedEventSchema } from "../../dashboard/contract.ts"
import { readEvents } from "../../dashboard/views/read-events.ts"
import { openLedger } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement, verdict } from "../ledger/sample-calls.ts"
import { ago, now, openStage, type Stage } from "./stage.ts"

const folder = mkdtempSync(join(tmpdir(), "ralex-events-"))
const address = `sqlite:${join(folder, "ledger.db")}`
let stage: Stage

beforeAll(async () => {
  stage = await openStage(address)
})
afterAll(async () => {
  await stage.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Told {
  type: string
  id: string | undefined
  event: FeedEvent | undefined
}

/** Reads until `enough`, then hangs up. */
async function listen(path: string, enough: (told: Told[]) => boolean, headers = {}): Promise<Told[]> {
  const over = new AbortController()
  const answer = await stage.get(path, { headers, signal: over.signal })
  expect(answer.headers.get("content-type")).toContain("text/event-stream")
  const told: Told[] = []
  let text = ""
  const decoder = new TextDecoder()
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    const blocks = text.split("\n\n")
    text = blocks.pop() ?? ""
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1]
      const type = field("event")
      if (type === undefined) continue
      const data = JSON.parse(field("data") ?? "null") as unknown
      told.push({ type, id: field("id"), event: type === "feed" ? feedEventSchema.parse(data) : undefined })
    }
    if (enough(told)) break
  }
  over.abort()
  return told
}

const isCall = (id: string, status?: string) => (told: Told[]) =>
  told.some(({ event }) => event?.type === "call" && event.id === id && (!status || event.status === status))

async function call(id: string, given = {}): Promise<void> {
  const other = await openLedger(address)
  await other.hold(callStart({ id, startedAt: ago(0), ...given }), fixedBound(5n), [])
  await other.settle(id, settlement(3n))
  await other.close()
}

test("what another process writes is told: held, then settled; allowed tool calls are not", async () => {
  const { cursor } = await stage.view("feed")
  await stage.ledger.record(verdict({ verdict: "allow", rule: null }))
  await stage.ledger.record(verdict({ at: ago(0) }))
  const hearing = listen(`api/events?after=${cursor}`, isCall("one", "settled"))
  await call("one")
  const told = await hearing
  expect(told.filter(({ event }) => event?.type === "verdict")).toHaveLength(1)
  expect(told.at(-1)).toMatchObject({ event: { costNano: "3", cause: "class", signals: ["short"] } })
  expect(told.at(-1)?.id).toMatch(/^\d+\.\d+$/)
})

test("alerts and lifts come as well, each once", async () => {
  const { cursor } = await stage.view("feed")
  const hearing = listen(`api/events?after=${cursor}`, isCall("later", "settled"))
  await stage.ledger.claimAlert({
    key: "k1",
    at: new Date(now.getTime() + 5),
    level: "error",
    text: "Spent.",
  })
  await stage.ledger.lift({
    ...{ at: ago(0), scope: "daily", part: {}, limitNano: null },
    ...{ rootSession: null, until: null, by: "test" },
  })
  await Bun.sleep(100) // some looks at the ledger
  await call("later")
  const kinds = (await hearing).map(({ event }) => event?.type)
  expect(kinds.filter((kind) => kind === "alert")).toHaveLength(1)
  expect(kinds.filter((kind) => kind === "lift")).toHaveLength(1)
})

test("a page that lost the connection goes on behind what it heard, and misses nothing", async () => {
  const { cursor } = await stage.view("feed")
  await call("before")
  const first = await listen(`api/events?after=${cursor}`, isCall("before", "settled"))
  const last = first.at(-1)?.id ?? ""
  await call("missed")
  // The header wins over the address, which is still that of the first time.
  const second = await listen(`api/events?after=${cursor}`, isCall("missed", "settled"), {
    "Last-Event-ID": last,
  })
  expect(second.some(({ event }) => event?.type === "call" && event.id === "before")).toBe(false)
})

test("without a place to go on from it begins with what comes next", async () => {
  await call("old")
  const hearing = listen("api/events", isCall("new", "settled"))
  await Bun.sleep(100)
  await call("new")
  expect(isCall("old")(await hearing)).toBe(false)
})

test("filters hold for it, too", async () => {
  const { cursor } = await stage.view("feed")
  await call("mine", { project: "/mine" })
  await call("theirs", { project: "/theirs" })
  await call("mine-too", { project: "/mine" })
  const told = await listen(`api/events?project=/mine&after=${cursor}`, isCall("mine-too", "settled"))
  expect(isCall("mine")(told)).toBe(true)
  expect(isCall("theirs")(told)).toBe(false)
})

test("a gap of many pages is told whole and in order", async () => {
  const { cursor } = await stage.view("feed")
  for (let index = 0; index < 700; index++)
    await stage.ledger.record(verdict({ at: ago(0), subject: String(index) }))
  await call("end")
  const told = await listen(`api/events?after=${cursor}`, isCall("end", "settled"))
  const verdicts = told.flatMap(({ event }) => (event?.type === "verdict" ? [event] : []))
  expect(verdicts.map(({ subject }) => Number(subject))).toEqual(
    Array.from({ length: 700 }, (_, index) => index),
  )
})

test("a gap beyond reason, and a ledger that is another one, begin anew and say so", async () => {
  const ledger = {
    lastWrite: async () => 50_000,
    calls: async () => [],
    verdicts: async () => [],
    liftsWritten: async () => [],
    alerts: async () => [],
  }
  expect(await readEvents(ledger, { sequence: 1, alertsFrom: 0 })).toMatchObject({
    ...{ reset: true, cursor: { sequence: 50_000 }, more: false },
  })
  expect(await readEvents(ledger, { sequence: 60_000, alertsFrom: 0 })).toMatchObject({ reset: true })
  expect(await readEvents(ledger, { sequence: 49_999, alertsFrom: 0 })).toMatchObject({ reset: false })
})
