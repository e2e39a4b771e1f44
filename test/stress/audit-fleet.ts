// What a fleet spent, by the simulator's bill on one side and by the ledger's rows on the other. Pure.
import type { Call, Nano } from "../../ledger/index.ts"
import type { BillLine } from "../../simulator/index.ts"
import type { FirstRefusal } from "./fleet-process.ts"

type Bill = readonly Pick<BillLine, "id" | "model" | "session" | "costNano" | "endedAt">[]
type Row = Pick<
  Call,
  "id" | "status" | "heldNano" | "costNano" | "generationId" | "modelUsed" | "model" | "rootSession"
>

export interface RefusalAudit {
  /** The whole bill by then. */
  billedNano: Nano
  /** The part of it whose calls were settled, so that nothing is counted as billed and as held. */
  settledNano: Nano
  /** What was held for all the others. */
  heldNano: Nano
  /** By the words of the refusal. */
  saidUsd: number
  rows: number
}

export function auditRefusal({ at, words, rows }: FirstRefusal, bill: Bill): RefusalAudit {
  const costs = new Map(bill.map(({ id, costNano }) => [id, costNano]))
  const settled = rows.filter(({ status }) => status === "settled")
  const open = rows.filter(({ status }) => status !== "settled")
  return {
    billedNano: totalOf(bill.filter(({ endedAt }) => endedAt.getTime() <= at)),
    settledNano: sum(settled.map(({ generationId }) => costs.get(generationId ?? "") ?? 0n)),
    heldNano: sum(open.map(({ heldNano }) => BigInt(heldNano))),
    saidUsd: Number(words.match(/USD ([\d.]+) of USD [\d.]+ is spent or held/)?.[1]),
    rows: rows.length,
  }
}

export function totalOf(bill: readonly Pick<BillLine, "costNano">[]): Nano {
  return sum(bill.map(({ costNano }) => costNano))
}

/** @returns a line for each row with a generation id that is not settled at what the bill says of it. */
export function differences(rows: readonly Row[], bill: Bill): string[] {
  const costs = new Map(bill.map(({ id, costNano }) => [id, costNano]))
  const named = rows.filter(({ generationId }) => generationId !== null)
  const ids = named.map(({ generationId }) => generationId)
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} stands in two rows`)
  const wrong = named
    .filter((row) => row.status !== "settled" || row.costNano !== costs.get(row.generationId ?? ""))
    .map(
      (row) =>
        `${row.id} is ${row.status} at ${row.costNano}; ${row.generationId} was billed at ${costs.get(row.generationId ?? "")}`,
    )
  return [...twice, ...wrong]
}

export interface Lost {
  /** The bill of calls whose ids no row has: they were killed or broken off before they had one. */
  billedNano: Nano
  /** A line for each of them that no row without an id covers by its bound. */
  uncovered: string[]
}

export function auditLost(rows: readonly Row[], bill: Bill): Lost {
  const named = new Set(rows.map(({ generationId }) => generationId))
  const lost = bill.filter(({ id, costNano }) => costNano > 0n && !named.has(id))
  const bounds = new Set(rows.filter(({ generationId }) => generationId === null))
  const uncovered = lost
    .toSorted((a, b) => Number(b.costNano - a.costNano))
    .filter(({ model, session, costNano }) => {
      const cover = [...bounds].find(
        (row) => row.model === model && row.rootSession === session && row.heldNano >= costNano,
      )
      return cover === undefined || !bounds.delete(cover)
    })
    .map((line) => `${line.id} of ${line.session} was billed at ${line.costNano} beside the ledger`)
  return { billedNano: totalOf(lost), uncovered }
}

function sum(amounts: Nano[]): Nano {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
