// A ledger whose database may go away. Meanwhile nothing that was said is lost, and calls are made as far as a person
// allowed it; what is read is not there.
import { existsSync } from "node:fs"
import type { Ledger } from "../ledger.ts"
import type { Owner } from "../processes.ts"
import { withCleanNames } from "../with-clean-names.ts"
import { attempt } from "./attempt.ts"
import { Connection } from "./connection.ts"
import { keepHolds, type OutageTerms } from "./keep-holds.ts"
import { keepWrites } from "./keep-writes.ts"
import type { Keeping } from "./keeping.ts"
import { mergeOutbox } from "./merge-outbox.ts"
import { type Outbox, openOutbox } from "./outbox.ts"
import type { Remote } from "./remote.ts"

export interface OutageDeps {
  open: () => Promise<Remote>
  /** The file for what is kept; it is made when it is needed. */
  path: string
  self: Owner
  notice: (sentence: string) => void
  now: () => number
}

/** One connection and one outbox, for callers with terms of their own; who gives the same `notice` gets the same one. */
export type OutageLedger = (terms: OutageTerms) => Ledger

/** @throws {RalexError} as opening the ledger does, but not for one that does not answer. */
export async function openOutageLedger({ open, path, self, notice, now }: OutageDeps): Promise<OutageLedger> {
  let opened: Promise<Outbox> | undefined
  const outbox = () => {
    opened ??= openOutbox(path, self, notice)
    opened.catch(() => {
      opened = undefined
    })
    return opened
  }
  const merge = async (remote: Remote) => {
    // Another process of this machine may have made it.
    if (existsSync(path)) await mergeOutbox(await outbox(), remote)
  }
  const connection = await Connection.to({ open, merge, now })
  const keeping: Keeping = { connection, outbox, kept: new Set(), starts: new Map() }
  const close = async () => {
    await connection.close()
    await (await opened?.catch(() => undefined))?.close()
  }
  const shared = { ...keepWrites(keeping), ...otherMethods(connection), close }
  const ledgers = new WeakMap<OutageTerms["notice"], Ledger>()
  return (terms) => {
    const known = ledgers.get(terms.notice)
    if (known) return known
    // What is kept meanwhile lies in a file, too.
    const ledger = withCleanNames({ ...shared, ...keepHolds(keeping, terms) })
    ledgers.set(terms.notice, ledger)
    return ledger
  }
}

type Other = Exclude<keyof Ledger, keyof ReturnType<typeof keepWrites> | "hold" | "rehold" | "close">

/** @throws {LedgerUnreachable} while it is away. */
function otherMethods(connection: Connection): Pick<Ledger, Other> {
  const through = <Name extends Other>(name: Name): Ledger[Name] => {
    const method = async (...given: unknown[]) => {
      const tried = await attempt(connection, await connection.reach(), ({ ledger }) =>
        (ledger[name] as (...given: unknown[]) => Promise<unknown>)(...given),
      )
      if (tried.kind === "away") throw connection.failure
      return tried.value
    }
    return method as Ledger[Name]
  }
  return {
    clock: through("clock"),
    spent: through("spent"),
    standings: through("standings"),
    lift: through("lift"),
    lifts: through("lifts"),
    liftsWritten: through("liftsWritten"),
    claimAlert: through("claimAlert"),
    noteTierChoice: through("noteTierChoice"),
    alerts: through("alerts"),
    calls: through("calls"),
    verdicts: through("verdicts"),
    blocks: through("blocks"),
    blockRows: through("blockRows"),
    offerPermit: through("offerPermit"),
    openPermits: through("openPermits"),
    recodePermit: through("recodePermit"),
    grantPermit: through("grantPermit"),
    takePermit: through("takePermit"),
    totals: through("totals"),
    groupTotals: through("groupTotals"),
    sums: through("sums"),
    countSums: through("countSums"),
    names: through("names"),
    lastWrite: through("lastWrite"),
    newestCalls: through("newestCalls"),
    callsOfSession: through("callsOfSession"),
    blocksOf: through("blocksOf"),
    newestBlocks: through("newestBlocks"),
    countBlocked: through("countBlocked"),
    tallies: through("tallies"),
    turnCosts: through("turnCosts"),
    unsettled: through("unsettled"),
    billed: through("billed"),
    noteKey: through("noteKey"),
    keyReadings: through("keyReadings"),
    rests: through("rests"),
    noteRest: through("noteRest"),
    endRests: through("endRests"),
    response: through("response"),
    keepResponse: through("keepResponse"),
    forgetResponses: through("forgetResponses"),
    endResponses: through("endResponses"),
    verify: through("verify"),
    prune: through("prune"),
  }
}
