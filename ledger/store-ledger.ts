// The ledger, over whatever store: which work is a read and which a write, redaction before every row, the seals.
import {
  hold,
  lowerHold,
  noteAlive,
  noteGeneration,
  rehold,
  releaseDead,
  settle,
  unsettled,
} from "./call-money.ts"
import { liftValues, verdictValues } from "./call-rows.ts"
import { sumCounted } from "./counters.ts"
import type { Ledger, VerdictRow } from "./ledger.ts"
import type { Processes } from "./processes.ts"
import * as read from "./read-rows.ts"
import { redact } from "./redact.ts"
import { checkSeals, type Head, headOf, type SealKey, seal } from "./seal.ts"
import { liftsAt, standingsOf } from "./standings.ts"
import { insertRow } from "./store/insert-row.ts"
import type { Store, Work } from "./store/store.ts"
import { selectTotals } from "./totals.ts"
import { nextSequence, type Writing } from "./write-call.ts"

export interface Seals {
  key: SealKey
  head: Head | undefined
  /** Hears the newest line from time to time. */
  note: (head: Head) => void
  /** Set when the key of what is there was lost. */
  problem: string | undefined
}

export interface StoreLedgerDeps {
  store: Store
  processes: Processes
  seals: Seals
}

/** How often a process says that it is there; see processes.ts. */
const ALIVE_MS = 60_000

/** How often the newest line is noted outside of the ledger; what is taken away before that is not missed. */
const HEAD_MS = 1_000

export async function storeLedger({ store, processes, seals }: StoreLedgerDeps): Promise<Ledger> {
  const write: Write = (work) =>
    store.write((skewMs) => work({ key: seals.key, now: Date.now() + skewMs }, skewMs))
  await write((writing) => releaseDead(writing, processes))
  const alive = setInterval(
    () => write((writing) => noteAlive(writing, processes.self)).catch(() => {}),
    ALIVE_MS,
  )
  alive.unref()
  return {
    ...money(write, processes, headNoter(store, seals)),
    ...sums(store, write),
    ...rows(store, write),
    unsettled: () =>
      write(function* (writing) {
        yield* releaseDead(writing, processes)
        return yield* unsettled()
      }),
    verify: async (all = false) =>
      seals.problem === undefined
        ? store.read(() => checkSeals(seals.key, seals.head, all))
        : { kind: "broken", reason: seals.problem },
    close: async () => {
      clearInterval(alive)
      await store.close()
    },
  }
}

type Write = <T>(work: (writing: Writing, skewMs: number) => Work<T>) => Promise<T>

/** Notes the newest line now and then; that it can not is no failure of what was written. */
function headNoter(store: Store, seals: Seals): () => Promise<void> {
  let noted = 0
  return async () => {
    if (Date.now() - noted < HEAD_MS) return
    noted = Date.now()
    const head = await store.read(headOf).catch(() => undefined)
    if (head) seals.note(head)
  }
}

type Money = Pick<Ledger, "hold" | "rehold" | "settle" | "noteGeneration" | "lowerHold" | "lift">

function money(write: Write, processes: Processes, noteHead: () => Promise<void>): Money {
  return {
    hold: (start, bound, limits, caps) =>
      write((writing, skewMs) => {
        const startedAt = new Date(start.startedAt.getTime() + skewMs)
        return hold(writing, processes.self, { start: { ...start, startedAt }, bound, limits, caps })
      }),
    rehold: (id, to) => write((writing) => rehold(writing, id, to)),
    settle: async (id, settlement) => {
      await write((writing) => settle(writing, id, settlement))
      await noteHead()
    },
    noteGeneration: (id, generationId) => write((writing) => noteGeneration(writing, id, generationId)),
    lowerHold: (id, heldNano) => write((writing) => lowerHold(writing, id, heldNano)),
    lift: (lift) => write((writing) => insertLift(writing, lift)),
  }
}

type Sums = Pick<
  Ledger,
  "spent" | "standings" | "lifts" | "totals" | "turnCosts" | "billed" | "noteKey" | "keyReadings"
>

function sums(store: Store, write: Write): Sums {
  return {
    spent: (query) => store.read(() => sumCounted(query)),
    standings: (limits, where) => store.read(() => standingsOf(limits, where)),
    lifts: (at, rootSession) => store.read(() => liftsAt(at, rootSession)),
    totals: (since) => store.read(() => selectTotals(since)),
    turnCosts: (count) => store.read(() => read.selectTurnCosts(count)),
    billed: (query) => store.read(() => read.sumBilled(query)),
    noteKey: (reading) => write(() => read.insertKeyReading(reading)),
    keyReadings: (keyId) => store.read(() => read.selectKeyReadings(keyId)),
  }
}

type Rows = Pick<Ledger, "record" | "claimAlert" | "alerts" | "calls" | "verdicts" | "prune">

function rows(store: Store, write: Write): Rows {
  return {
    record: (verdict) => write(() => insertVerdict(verdict)),
    claimAlert: ({ key, at, level, text }) =>
      write(function* () {
        const values = { key, at: at.getTime(), level, text: redact(text) }
        return (yield* insertRow("alerts", values, "ON CONFLICT (key) DO NOTHING")) !== undefined
      }),
    alerts: (since) => store.read(() => read.selectAlerts(since)),
    calls: (filter) => store.read(() => read.selectCalls(filter)),
    verdicts: (filter) => store.read(() => read.selectVerdicts(filter)),
    prune: (before) => write(() => read.prune(before)),
  }
}

/** A subject is for recognising what was judged, not for keeping it. */
const SUBJECT_CHARACTERS = 500

function* insertVerdict(verdict: VerdictRow): Work<void> {
  const clean = {
    ...verdict,
    subject: verdict.subject && redact(verdict.subject).slice(0, SUBJECT_CHARACTERS),
    reason: verdict.reason && redact(verdict.reason),
  }
  yield* insertRow("verdicts", { ...verdictValues(clean), sequence: yield* nextSequence() })
}

function* insertLift({ key, now }: Writing, lift: Parameters<Ledger["lift"]>[0]): Work<void> {
  const sequence = yield* nextSequence()
  yield* insertRow("lifts", { ...liftValues(lift), sequence })
  yield* seal(key, {
    sequence,
    id: `lift:${sequence}`,
    status: "lift",
    heldNano: lift.limitNano ?? -1n,
    costNano: 0n,
    at: now,
  })
}
