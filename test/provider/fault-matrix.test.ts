// Each way to fail x before and after the first content x streaming and not x with other models and without: what the
// person sees, what was billed, what was recorded. No text comes twice, no money is lost, nothing hangs.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { finishBackground, keyIdOf, openAccount, reconcile } from "../../ledger/index.ts"
import type { FailureKind } from "../../provider/failure.ts"
import { type Fault, steps } from "../../simulator/index.ts"
import { recorded } from "./recorded-failures.ts"
import { closeStages, KEY, readAnswer, type Stage, stage } from "./stage.ts"

const [flash, luna] = ["google/gemini-3.8-flash", "openai/gpt-6-luna"] as const
const text = "An answer that is long enough to be sent in a good many pieces, one after the other."
const model = steps([{ text }])
/** Nothing is silent for so long but what hangs. */
const PATIENT_MS = 300
/** Where all of it hangs. */
const HASTY_MS = 20

/** The whole answer, or what one of the sentences has in it. */
type Seen = "answer" | RegExp

interface Row {
  /** What it is recorded as. */
  kind: FailureKind
  what: string
  before: Fault
  /** Undefined where an answer that began can not fail so. */
  after?: Fault
  /** Where other models may answer. */
  others: Seen
  /** Where the model was chosen by its name. */
  alone: Seen
  /** Why it broke off, as the person reads it. */
  broke?: RegExp
}

const refusedWith = (name: string): Fault => ({ kind: "reply", ...recorded(name) })

/** The same error, once the answer has begun. */
function sentWithin(name: string): Fault {
  const { error } = JSON.parse(recorded(name).body)
  return { kind: "stream-error", at: "middle", error }
}

function bothWays(name: string): Pick<Row, "what" | "before" | "after"> {
  return { what: name, before: refusedWith(name), after: sentWithin(name) }
}

const rows: Row[] = [
  {
    kind: "rate-limited",
    ...bothWays("rate-limited-free-day"),
    others: "answer",
    alone: /is asking us to slow down/,
    broke: /\(it is asking us to slow down\)/,
  },
  {
    kind: "overloaded",
    ...bothWays("overloaded-529"),
    others: "answer",
    alone: /too busy/,
    broke: /too busy/,
  },
  {
    kind: "unavailable",
    ...bothWays("unavailable-502"),
    others: "answer",
    alone: /failing/,
    broke: /failing/,
  },
  {
    kind: "timeout",
    what: "silence",
    before: { kind: "hang", at: "start" },
    after: { kind: "hang", at: "middle" },
    others: "answer",
    alone: /did not answer in time/,
    broke: /nothing came any more/,
  },
  {
    kind: "timeout",
    what: "no headers",
    before: { kind: "hang", at: "headers" },
    others: "answer",
    alone: /did not answer in time/,
  },
  {
    kind: "context-overflow",
    ...bothWays("context-overflow-typed"),
    others: "answer",
    alone: /can not hold a prompt this long/,
    broke: /it holds no more/,
  },
  {
    kind: "out-of-credit",
    ...bothWays("out-of-credit-typed"),
    others: "answer",
    alone: "answer",
    broke: /the budget at OpenRouter is used up/,
  },
  {
    kind: "key-budget",
    ...bothWays("key-budget-organisation"),
    others: "answer",
    alone: "answer",
    broke: /the key's own budget at OpenRouter is used up/,
  },
  {
    kind: "bad-key",
    ...bothWays("bad-key-unknown"),
    others: /does not accept the key/,
    alone: /does not accept the key/,
    broke: /does not accept the key/,
  },
  {
    kind: "moderated",
    ...bothWays("moderated-typed"),
    others: "answer",
    alone: /refused the prompt \(moderation\).*content management policy/,
    broke: /a filter stopped it/,
  },
  {
    kind: "refused",
    ...bothWays("refused-typed"),
    others: "answer",
    alone: /refused the request/,
    broke: /refused the request/,
  },
  {
    kind: "model-gone",
    ...bothWays("model-gone-unknown"),
    others: "answer",
    alone: /is gone/,
    broke: /is gone/,
  },
  {
    kind: "bad-request",
    ...bothWays("bad-request-provider"),
    others: "answer",
    alone: /did not accept the request .*tool_use/,
    broke: /did not accept/,
  },
  {
    kind: "cut-off",
    what: "a broken connection",
    before: { kind: "cut", at: 0.01 },
    after: { kind: "cut", at: "middle" },
    others: "answer",
    alone: /broke off/,
    broke: /middle of its answer; what/,
  },
  {
    kind: "cut-off",
    what: "a stream that a proxy ends",
    before: { kind: "close", at: 0.01 },
    after: { kind: "close", at: "middle" },
    others: "answer",
    alone: /broke off/,
    broke: /middle of its answer; what/,
  },
  {
    kind: "empty",
    what: "an answer without anything, billed",
    before: { kind: "empty", finish: "stop" },
    others: "answer",
    alone: /gave an empty answer/,
  },
  {
    kind: "empty",
    what: "an answer without anything, unpaid",
    before: { kind: "empty", finish: null },
    others: "answer",
    alone: /gave an empty answer/,
  },
  {
    kind: "malformed",
    what: "a chunk that is not JSON",
    before: { kind: "malformed-chunk", at: 0 },
    after: { kind: "malformed-chunk" },
    others: "answer",
    alone: /sent what can not be read/,
    broke: /sent what can not be read/,
  },
  {
    kind: "malformed",
    what: "a web page",
    before: refusedWith("malformed-page"),
    others: "answer",
    alone: /sent what can not be read/,
  },
]

interface Answered {
  text: string
  error: unknown
}

interface Asked {
  asked: string
  session: string
  abortSignal?: AbortSignal
}

const ways: Record<string, (it: Stage, asked: Asked) => Promise<Answered>> = {
  streaming: async (it, { asked, ...given }) => {
    const { text: shown, error, finish } = await readAnswer(await it.open({ model: asked, ...given }))
    // An answer ends with its finish, and one that broke off says so in it.
    expect(finish?.finishReason.unified).toBe(error === undefined ? "stop" : "error")
    return { text: shown, error }
  },
  "at once": async (it, { asked, ...given }) => {
    const { content } = await it.generate({ model: asked, ...given })
    return { text: content.map((part) => (part.type === "text" ? part.text : "")).join(""), error: undefined }
  },
}

/** One stage for all cells of a row, each a session of its own that its fault strikes; with a budget to hold for. */
class Cells {
  private readonly limits = { firstContentMs: 0, idleMs: 0, pauseMs: 1 }
  private opened: Stage | undefined
  private sessions = 0

  async open(): Promise<void> {
    const config = { budgets: { daily: 50 } }
    this.opened = await stage({ limits: this.limits, simulator: { model }, config })
  }

  /** A session with a fault in store, and nothing known of who failed before. */
  async next(fault: Fault, silenceMs = PATIENT_MS): Promise<Cell> {
    if (!this.opened) throw new Error("it is not open")
    const limitMs = fault.kind === "hang" ? silenceMs : 60_000
    Object.assign(this.limits, { firstContentMs: limitMs, idleMs: limitMs })
    await finishBackground()
    const { ledger } = this.opened
    await ledger.endRests((await ledger.rests()).map(({ key }) => key))
    const session = `ses_${++this.sessions}`
    this.opened.simulator.fail({ ...fault, session })
    return new Cell(this.opened, session)
  }
}

class Cell {
  constructor(
    readonly it: Stage,
    readonly session: string,
  ) {}

  ask(way: string, asked: string, given: Partial<Asked> = {}): Promise<Answered> {
    const answer = ways[way]?.(this.it, { asked, session: this.session, ...given })
    if (!answer) throw new Error(way)
    return answer.catch((error: unknown) => ({ text: "", error }))
  }

  async calls() {
    return (await this.it.calls()).filter(({ session }) => session === this.session)
  }

  asked(): (string | undefined)[] {
    const own = this.it.simulator.requests().filter(({ body }) => body.session_id === this.session)
    return own.map(({ body }) => body.model)
  }

  bill() {
    return this.it.simulator.bill().filter(({ session }) => session === this.session)
  }

  async untilBilled(lines: number): Promise<void> {
    while (this.bill().length < lines) await Bun.sleep(2)
  }

  /** What is counted is never less than the bill, and once OpenRouter was asked exactly that. */
  async expectHonestBooks(): Promise<void> {
    const { ledger, instance, billedNano } = this.it
    const spent = async () => (await ledger.spent({ scope: "daily", at: new Date() })).countedNano
    expect((await this.calls()).filter(({ status }) => status === "held")).toEqual([])
    expect(await spent()).toBeGreaterThanOrEqual(billedNano())
    const account = openAccount({ baseUrl: instance.environment.baseUrl, apiKey: KEY })
    await reconcile({ ledger, account, keyId: keyIdOf(KEY), now: new Date() })
    // Who never got an id can not be asked what it cost: it stays at all that was held.
    const calls = await this.it.calls()
    const isKnown = calls.every(({ generationId, status }) => status === "settled" || generationId !== null)
    if (isKnown) expect(await spent()).toBe(billedNano())
    else expect(await spent()).toBeGreaterThan(billedNano())
  }
}

function expectSeen({ text: shown, error }: Answered, seen: Seen): void {
  if (seen === "answer") {
    expect(error).toBeUndefined()
    expect(shown).toBe(text)
  } else {
    expect(shown).toBe("")
    expect(error).toMatchObject({ name: "AI_APICallError", message: expect.stringMatching(seen) })
  }
}

describe.each(rows)("$kind ($what)", ({ kind, before, after, others, alone, broke }) => {
  const cells = new Cells()
  beforeAll(() => cells.open())
  afterAll(closeStages)

  test.each(Object.keys(ways))("before the first content, %s: other models", async (way) => {
    const cell = await cells.next({ ...before, model: flash })
    expectSeen(await cell.ask(way, "cheap"), others)
    const outcomes = (await cell.calls()).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(others === "answer" ? 1 : 0)
    expect(outcomes.filter((outcome) => outcome !== "ok" && outcome !== kind)).toEqual([])
    expect(cell.asked().length).toBeLessThanOrEqual(3)
    await cell.expectHonestBooks()
  })

  test.each(Object.keys(ways))("before the first content, %s: a model that stands alone", async (way) => {
    const cell = await cells.next({ ...before, model: luna, times: 9 }, HASTY_MS)
    expectSeen(await cell.ask(way, luna), alone)
    expect((await cell.calls()).at(-1)?.outcome).toBe(alone === "answer" ? "ok" : kind)
    expect(cell.asked().filter((id) => id === luna).length).toBeLessThanOrEqual(3)
    await cell.expectHonestBooks()
  })

  const late = after ? Object.keys(ways) : []
  test.each(late)("after the first content, %s: it ends there, and says so", async (way) => {
    const cell = await cells.next({ ...(after as Fault), model: flash })
    const { text: shown, error } = await cell.ask(way, "cheap")
    expect(error).toMatchObject({ name: "AI_APICallError", isRetryable: false })
    expect(String(error)).toContain(`${flash} broke off in the middle of its answer`)
    expect(String(error)).toMatch(broke ?? /./)
    expect(cell.asked()).toEqual([flash])
    if (way === "streaming") expect(shown.length).toBeGreaterThan(0)
    expect(text).toStartWith(shown)
    expect(shown.length).toBeLessThan(text.length)
    await cell.untilBilled(1)
    const [line] = cell.bill()
    const row = { outcome: "cut-off", status: "estimated", modelUsed: flash, generationId: line?.id }
    expect(await cell.calls()).toMatchObject([row])
    await cell.expectHonestBooks()
  })
})

describe("aborted", () => {
  const cells = new Cells()
  beforeAll(() => cells.open())
  afterAll(closeStages)
  const moments = (["start", "middle", "headers"] as const).flatMap((at) =>
    Object.keys(ways).map((way) => [at, way] as const),
  )

  test.each(moments)("at the %s, %s: the person gets away at once, and it is recorded", async (at, way) => {
    const cell = await cells.next({ kind: "hang", at }, 60_000)
    const controller = new AbortController()
    const asking = cell.ask(way, luna, { abortSignal: controller.signal })
    const begun = async () => (await cell.calls()).some(({ generationId }) => generationId !== null)
    while (cell.asked().length === 0 || (at !== "headers" && !(await begun()))) await Bun.sleep(2)
    const reason = new DOMException("the person stopped", "AbortError")
    controller.abort(reason)
    expect((await asking).error).toBe(reason)
    expect(cell.asked()).toEqual([luna])
    expect(await cell.calls()).toMatchObject([{ outcome: "aborted" }])
    await cell.untilBilled(at === "headers" ? 0 : 1)
    await cell.expectHonestBooks()
  })
})
