// The tool `ralex_status`: an agent sees its own budget. Of its own session only, without paths, codes or anything to do.
import type { Hooks } from "@opencode-ai/plugin"
import type { Instance } from "../config/index.ts"
import {
  type Call,
  type CallCaps,
  type Ledger,
  type Limit,
  nameLimit,
  nanoToUsd,
  openBooks,
  type Standing,
} from "../ledger/index.ts"
import type { SessionTree } from "./session-tree.ts"

type Tools = NonNullable<Hooks["tool"]>

const STATUS_TOOL = "ralex_status"

interface StatusDeps {
  instance: Instance
  sessions: SessionTree
}

export function statusTool({ instance, sessions }: StatusDeps): Tools {
  return {
    [STATUS_TOOL]: {
      description: "What this session has spent and what is left of its budgets, in USD.",
      args: {},
      execute: async (_, { sessionID, agent }) => {
        const rootSession = await sessions.rootOf(sessionID)
        const books = await openBooks(instance)
        const output =
          books.kind === "closed"
            ? "The ledger can not be read, so nothing is known of spend."
            : JSON.stringify(await statusOf(books, { instance, rootSession, agent }))
        return { title: "budget", output, metadata: {} }
      },
    },
  }
}

interface Of {
  instance: Instance
  rootSession: string
  agent: string
}

interface Books {
  ledger: Ledger
  limits: readonly Limit[]
  caps: CallCaps
}

async function statusOf({ ledger, limits, caps }: Books, { instance, rootSession, agent }: Of) {
  const at = new Date()
  const [own] = await ledger.sums({ since: null, part: { session: rootSession }, times: false })
  // By the agent: a call that titles the session, or a subagent's, tells nothing of this one's tier.
  const [last] = await ledger.newestCalls({ since: null, part: { session: rootSession, agent }, most: 1 })
  const where = {
    ...{ at, rootSession, run: instance.run, turn: last?.turn ?? "", project: instance.project, agent },
    ...{ tier: last?.tier ?? null, model: last?.model ?? "" },
  }
  const all = await ledger.standings([...limits], where)
  const standings = all.filter(({ scope }) => scope !== "call")
  const meanNano = own && own.calls > 0 ? own.spentNano / BigInt(own.calls) : 0n
  const usd = (nano: bigint) => Number(nanoToUsd(nano).toFixed(6))
  return {
    sessionSpentUsd: usd(own?.spentNano ?? 0n),
    calls: own?.calls ?? 0,
    tier: last?.tier ?? null,
    budgets: standings.map(({ part: { project: _, ...part } = {}, ...standing }) => ({
      budget: nameLimit({ ...standing, part }),
      limitUsd: usd(standing.limitNano),
      spentUsd: usd(standing.countedNano),
      leftUsd: usd(leftOf(standing)),
    })),
    callsLeft: leastOf([
      ...(meanNano > 0n ? standings.map((standing) => Number(leftOf(standing) / meanNano)) : []),
      ...(caps.perTurn === null
        ? []
        : [Math.max(0, caps.perTurn - (await callsOfTurn(ledger, last, caps.perTurn)))]),
    ]),
    atLimit: instance.loaded.config.budgets.onLimit === "degrade" ? "free models go on" : "work stops",
  }
}

function leftOf({ limitNano, countedNano }: Standing): bigint {
  return limitNano > countedNano ? limitNano - countedNano : 0n
}

/** null where nothing bounds it. */
function leastOf(counts: number[]): number | null {
  return counts.length === 0 ? null : Math.min(...counts)
}

async function callsOfTurn(ledger: Ledger, last: Call | undefined, most: number): Promise<number> {
  if (!last) return 0
  const calls = await ledger.newestCalls({ since: null, part: { session: last.rootSession }, most })
  return calls.filter(({ turn }) => turn === last.turn).length
}
