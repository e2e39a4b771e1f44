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
import { liftValues } from "./call-rows.ts"
import { checkSeals } from "./check-seals.ts"
import { cleanText } from "./clean-name.ts"
import { sumCounted } from "./counters.ts"
import { selectGroupTotals } from "./group-totals.ts"
import { insertVerdict, updateOutcomes } from "./insert-verdict.ts"
import type { Ledger, Lift } from "./ledger.ts"
import { readTallies } from "./metrics/read-tallies.ts"
import { addTallies } from "./metrics/tally.ts"
import { tallyAlert } from "./metrics/tally-verdict.ts"
import { grantPermit, insertPermit, recodePermit, selectPermits, takePermit } from "./permits.ts"
import type { Processes } from "./processes.ts"
import { prune } from "./prune.ts"
import * as read from "./read-rows.ts"
import { deleteEnded, deleteResponses, selectResponse, touchResponse, writeResponse } from "./responses.ts"
import { deleteRests, selectRests, writeRest } from "./rests.ts"
import { type Head, headOf, type SealKey, sealLift } from "./seal.ts"
import * as newest from "./select-newest.ts"
import { countSums, selectNames, selectSums } from "./select-sums.ts"
import { liftsAt, standingsOf } from "./standings.ts"
import { insertedRow } from "./store/insert-row.ts"
import type { Store, Work } from "./store/store.ts"
import { writeTierChoice } from "./tier-choices.ts"
import { selectTotals } from "./totals.ts"
import { withCleanNames } from "./with-clean-names.ts"
import { nextSequence, type Writing } from "./write-call.ts"

export interface Seals {
  key: SealKey
  head: Head | undefined
  /** Hears the newest line from time to time, where there is a place for it. */
  note: ((head: Head) => void) | undefined
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
  const head = headNoter(store, seals)
  return withCleanNames({
    ...money(write, processes, head.soon),
    ...sums(store, write),
    ...rows(store, write),
    ...rests(store, write),
    ...responses(store, write),
    ...permits(store, write),
    unsettled: () =>
      write(function* (writing) {
        yield* releaseDead(writing, processes)
        return yield* unsettled()
      }),
    verify: async (all = false) =>
      seals.problem === undefined
        ? store.read((skewMs) => checkSeals({ ...seals, all, now: Date.now() + skewMs }))
        : { kind: "broken", reason: seals.problem },
    close: async () => {
      clearInterval(alive)
      if (seals.note) await head.now()
      await store.close()
    },
  })
}

type Write = <T>(work: (writing: Writing, skewMs: number) => Work<T>) => Promise<T>

/** Notes the newest line now and then; that it can not is no failure of what was written. */
function headNoter(store: Store, seals: Seals): { soon: () => Promise<void>; now: () => Promise<void> } {
  let noted = 0
  let later: Timer | undefined
  const now = async () => {
    clearTimeout(later)
    later = undefined
    noted = Date.now()
    const head = await store.read(headOf).catch(() => undefined)
    if (head) seals.note?.(head)
  }
  const soon = async () => {
    if (!seals.note) return
    const wait = noted + HEAD_MS - Date.now()
    if (wait <= 0) return now()
    later ??= setTimeout(now, wait)
    later.unref()
  }
  return { soon, now }
}

/** This machine's time as the store's clock has it, by which windows are told. */
function shift(at: Date, skewMs: number): Date {
  return new Date(at.getTime() + skewMs)
}

/** By the store's clock as the last write had it. */
function* timeOf(at: Date): Work<Date> {
  yield* []
  return at
}

type Money = Pick<Ledger, "hold" | "rehold" | "settle" | "noteGeneration" | "lowerHold" | "lift">

function money(write: Write, processes: Processes, noteHead: () => Promise<void>): Money {
  return {
    hold: (start, bound, limits, caps) =>
      write((writing, skewMs) => {
        const startedAt = shift(start.startedAt, skewMs)
        return hold(writing, processes.self, { start: { ...start, startedAt }, bound, limits, caps })
      }),
    rehold: (id, to) => write((writing) => rehold(writing, id, to)),
    settle: async (id, settlement) => {
      await write((writing) => settle(writing, id, settlement))
      await noteHead()
    },
    noteGeneration: (id, generationId) => write(() => noteGeneration(id, generationId)),
    lowerHold: (id, heldNano) => write((writing) => lowerHold(writing, id, heldNano)),
    lift: (lift) => write((writing, skewMs) => insertLift(writing, { ...lift, at: shift(lift.at, skewMs) })),
  }
}

type Sums = Pick<
  Ledger,
  | "clock"
  | "spent"
  | "standings"
  | "lifts"
  | "liftsWritten"
  | "totals"
  | "groupTotals"
  | "sums"
  | "countSums"
  | "names"
  | "lastWrite"
  | "tallies"
  | "turnCosts"
  | "billed"
  | "noteKey"
  | "keyReadings"
>

function sums(store: Store, write: Write): Sums {
  return {
    spent: (query) => store.read((skewMs) => sumCounted({ ...query, at: shift(query.at, skewMs) })),
    clock: (at) => store.read((skewMs) => timeOf(shift(at, skewMs))),
    standings: (limits, where) =>
      store.read((skewMs) => standingsOf(limits, { ...where, at: shift(where.at, skewMs) })),
    lifts: (at, rootSession) => store.read((skewMs) => liftsAt(shift(at, skewMs), rootSession)),
    liftsWritten: (filter) => store.read(() => read.selectLifts(filter)),
    totals: (since) => store.read(() => selectTotals(since)),
    groupTotals: (query) => store.read(() => selectGroupTotals(query)),
    sums: (query) => store.read(() => selectSums(query)),
    names: (query) => store.read(() => selectNames(query)),
    countSums: (query) => store.read(() => countSums(query)),
    lastWrite: () => store.read(() => newest.selectLastWrite()),
    tallies: () => store.read(readTallies),
    turnCosts: (count) => store.read(() => read.selectTurnCosts(count)),
    billed: (query) => store.read(() => read.sumBilled(query)),
    noteKey: (reading) => write(() => read.insertKeyReading(reading)),
    keyReadings: (keyId) => store.read(() => read.selectKeyReadings(keyId)),
  }
}

type Rests = Pick<Ledger, "rests" | "noteRest" | "endRests">

function rests(store: Store, write: Write): Rests {
  return {
    rests: () => store.read(selectRests),
    noteRest: (rest) => write((_, skewMs) => writeRest(rest, skewMs)),
    endRests: (keys) => write(() => deleteRests(keys)),
  }
}

type Responses = Pick<Ledger, "response" | "keepResponse" | "forgetResponses" | "endResponses">

function responses(store: Store, write: Write): Responses {
  return {
    response: async (key, at) => {
      const found = await store.read((skewMs) => selectResponse(key, at, skewMs))
      if (found) await write((_, skewMs) => touchResponse(key, at, skewMs))
      return found
    },
    keepResponse: (response, maxBytes) => write((_, skewMs) => writeResponse(response, { maxBytes, skewMs })),
    forgetResponses: (keys) => write(() => deleteResponses(keys)),
    endResponses: (at) => write((_, skewMs) => deleteEnded(at, skewMs)),
  }
}

type Permits = Pick<Ledger, "offerPermit" | "openPermits" | "recodePermit" | "grantPermit" | "takePermit">

function permits(store: Store, write: Write): Permits {
  return {
    offerPermit: (offer) => write((_, skewMs) => insertPermit(offer, skewMs)),
    openPermits: (rootSession, at) => store.read((skewMs) => selectPermits(rootSession, at, skewMs)),
    recodePermit: (id, code) => write(() => recodePermit(id, code)),
    grantPermit: (said) => write((_, skewMs) => grantPermit(said, skewMs)),
    takePermit: (asked) => write((_, skewMs) => takePermit(asked, skewMs)),
  }
}

type Rows = Pick<
  Ledger,
  | "record"
  | "noteOutcomes"
  | "claimAlert"
  | "noteTierChoice"
  | "alerts"
  | "calls"
  | "newestCalls"
  | "callsOfSession"
  | "blocksOf"
  | "newestBlocks"
  | "countBlocked"
  | "verdicts"
  | "blocks"
  | "blockRows"
  | "prune"
>

function rows(store: Store, write: Write): Rows {
  return {
    record: (verdict) => write(() => insertVerdict(verdict)),
    noteOutcomes: (notes) => write(() => updateOutcomes(notes)),
    claimAlert: ({ key, at, level, text }) =>
      write(function* () {
        const values = { key, at: at.getTime(), level, text: cleanText(text) }
        const claimed = yield* insertedRow("alerts", values, "ON CONFLICT (key) DO NOTHING")
        if (claimed) yield* addTallies(tallyAlert({ key, level }))
        return claimed !== undefined
      }),
    noteTierChoice: (choice) => write((_, skewMs) => writeTierChoice(choice, skewMs)),
    alerts: (since) => store.read(() => read.selectAlerts(since)),
    calls: (filter) => store.read(() => read.selectCalls(filter)),
    newestCalls: (query) => store.read(() => newest.selectNewestCalls(query)),
    callsOfSession: (rootSession, most) => store.read(() => newest.selectCallsOfSession(rootSession, most)),
    newestBlocks: (query) => store.read(() => newest.selectNewestBlocks(query)),
    countBlocked: (query) => store.read(() => newest.countBlocked(query)),
    blocksOf: (sessions) => store.read(() => newest.selectBlocksOf(sessions)),
    verdicts: (filter) => store.read(() => read.selectVerdicts(filter)),
    blocks: (since) => store.read(() => read.countBlocks(since)),
    blockRows: (since) => store.read(() => read.selectBlocks(since)),
    prune: async (before) => {
      let deleted = 0
      for (;;) {
        const batch = await write((writing) => prune(writing, before))
        deleted += batch.deleted
        if (!batch.more) return deleted
      }
    },
  }
}

function* insertLift({ key, now }: Writing, lift: Lift): Work<void> {
  const sequence = yield* nextSequence()
  const row = yield* insertedRow("lifts", { ...liftValues(lift), sequence })
  if (row) yield* sealLift(key, row, { sequence, at: now })
}
