// What the tallies should say, added up from the ledger's rows in the plainest way.
import type { Call, Ledger, Tallies } from "../../../ledger/index.ts"

type Name = Tallies["tallies"][number]["of"]

/** Of one kind, over all labels that begin so. */
export function sumOf({ tallies }: Tallies, name: Name, ...labels: string[]): bigint {
  return tallies
    .filter(({ of }) => of === name)
    .filter((tally) => labels.every((label, index) => tally.labels[index] === label))
    .reduce((sum, { amount }) => sum + amount, 0n)
}

/** What has to be the same however it came about; the rows must all be there. */
export function plainTallies(calls: Call[]) {
  const ended = calls.filter(({ outcome }) => outcome !== null)
  const settled = calls.filter(({ status }) => status === "settled")
  const money = (of: (call: Call) => bigint) => settled.reduce((sum, call) => sum + of(call), 0n)
  const gain = ({ baselineNano, costNano }: Call) => baselineNano - costNano
  return {
    requests: BigInt(ended.length),
    cost: money(({ costNano }) => costNano),
    baseline: money(({ baselineNano }) => baselineNano),
    saved: money((call) => (gain(call) > 0n ? gain(call) : 0n)),
    extra: money((call) => (gain(call) < 0n ? -gain(call) : 0n)),
    tokens: money(({ usage }) => BigInt(usage.inputTokens + usage.outputTokens)),
  }
}

export function talliesOf(tallies: Tallies): ReturnType<typeof plainTallies> {
  return {
    requests: sumOf(tallies, "requests"),
    cost: sumOf(tallies, "cost"),
    baseline: sumOf(tallies, "baseline"),
    saved: sumOf(tallies, "saved"),
    extra: sumOf(tallies, "extra"),
    tokens: sumOf(tallies, "tokens"),
  }
}

/** Those of settled calls by tier and model, which no later write moves. */
export function costsByKind(calls: Call[]): Record<string, bigint> {
  const settled = calls.filter(({ status }) => status === "settled")
  const groups = Map.groupBy(settled, ({ tier, modelUsed, model }) =>
    JSON.stringify([tier ?? "none", modelUsed ?? model]),
  )
  const sums = [...groups].map(([kind, group]): [string, bigint] => [
    kind,
    group.reduce((sum, { costNano }) => sum + costNano, 0n),
  ])
  return Object.fromEntries(sums.filter(([, sum]) => sum !== 0n))
}

export function tallied({ tallies }: Tallies, name: Name): Record<string, bigint> {
  const own = tallies.filter(({ of }) => of === name)
  return Object.fromEntries(own.map(({ labels, amount }) => [JSON.stringify(labels), amount]))
}

/** Every number of `later` is at least what it was. */
export function fallen(earlier: Tallies, later: Tallies): string[] {
  const key = ({ of, labels }: Tallies["tallies"][number]) => JSON.stringify([of, labels])
  const now = new Map(later.tallies.map((tally) => [key(tally), tally.amount]))
  return earlier.tallies.filter((tally) => (now.get(key(tally)) ?? 0n) < tally.amount).map(key)
}

export async function callsAndTallies(ledger: Ledger) {
  return { calls: await ledger.calls({}), tallies: await ledger.tallies() }
}
