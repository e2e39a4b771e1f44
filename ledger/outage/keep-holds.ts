// Money for a call: held in the ledger, or while that is away out of what a person allowed for it.
import { keepNewest } from "../../config/index.ts"
import type { HoldOutcome, Ledger, Nano } from "../ledger.ts"
import { LedgerUnreachable } from "../ledger-unreachable.ts"
import { formatUsd } from "../money.ts"
import { attempt } from "./attempt.ts"
import { type Keeping, MOST_CALLS } from "./keeping.ts"
import type { Outbox } from "./outbox.ts"
import type { Remote } from "./remote.ts"

export interface OutageTerms {
  /** What may be spent on this machine while the ledger is away, all processes together; 0 is to fail closed. */
  allowanceNano: Nano
  /** Hears that calls go on without the ledger. */
  notice: (sentence: string) => void
}

interface Hold {
  work: (remote: Remote) => Promise<HoldOutcome>
  /** When it is not known whether `work` was done. */
  again: (remote: Remote) => Promise<HoldOutcome>
  here: (outbox: Outbox) => Promise<HoldOutcome>
  /** The call was refused, though `work` may have been done. */
  undo: () => Promise<void>
}

export function keepHolds(keeping: Keeping, terms: OutageTerms): Pick<Ledger, "hold" | "rehold"> {
  const { connection, outbox, kept, starts } = keeping
  return {
    hold: async (start, bound, limits, caps) => {
      const { id, model, tier } = start
      const work = ({ ledger }: Remote) => ledger.hold(start, bound, limits, caps)
      const outcome = await hold(keeping, terms, id, {
        work,
        again: async (remote) =>
          (await remote.hasCall(id))
            ? remote.ledger.rehold(id, { model, tier, bound, limits })
            : work(remote),
        here: (box) => box.hold({ start, bound, limits, caps }, terms.allowanceNano),
        undo: async () => {
          kept.add(id)
          await (await outbox()).append({ kind: "not-made", id })
          connection.tend()
        },
      })
      if (outcome.kind === "held") keepNewest(starts, id, start, MOST_CALLS)
      return outcome
    },
    rehold: async (id, to) => {
      const work = ({ ledger }: Remote) => ledger.rehold(id, to)
      return hold(keeping, terms, id, {
        work,
        again: work,
        here: (box) => {
          const start = starts.get(id)
          if (!start) throw connection.failure
          return box.rehold(start, to, terms.allowanceNano)
        },
        // Whichever of the two amounts it is held at, the call is open, and its end is still to be said.
        undo: async () => {},
      })
    },
  }
}

async function hold(
  keeping: Keeping,
  terms: OutageTerms,
  id: string,
  { work, again, here, undo }: Hold,
): Promise<HoldOutcome> {
  const { connection } = keeping
  const first = await attempt(connection, await connection.reach(), work)
  if (first.kind === "done") return first.value
  let held = false
  try {
    // A connection that broke is no outage yet.
    const second = first.unsure ? await attempt(connection, await connection.reach(), again) : first
    const outcome = second.kind === "done" ? second.value : await holdHere(keeping, terms, id, here)
    held = outcome.kind === "held"
    return outcome
  } finally {
    // When this fails as well the hold stays: too much is counted, never too little.
    if (first.unsure && !held) await undo().catch(() => {})
  }
}

/** @throws {LedgerUnreachable} when nothing is allowed, and why the ledger can not be used when it did answer. */
async function holdHere(
  { connection, outbox, kept }: Keeping,
  { allowanceNano, notice }: OutageTerms,
  id: string,
  here: Hold["here"],
): Promise<HoldOutcome> {
  const failure = connection.failure
  if (!LedgerUnreachable.isInstance(failure)) throw failure
  const outcome = await here(await outbox())
  if (outcome.kind === "over-budget" && outcome.allowance && allowanceNano === 0n) throw failure
  if (outcome.kind !== "held") return outcome
  kept.add(id)
  notice(sentence(allowanceNano))
  return outcome
}

function sentence(allowanceNano: Nano): string {
  const within =
    allowanceNano === 0n ? "" : `, up to ${formatUsd(allowanceNano)} on this machine (budgets.allowance)`
  return `Ralex: the database of the ledger does not answer. What no budget forbids goes on${within}, and is written to it once it does.`
}
