// The tool `ralex_status`: an agent sees its own budget. Of its own session only, without paths, codes or anything to do.
import type { Hooks } from "@opencode-ai/plugin"
import type { Instance } from "../config/index.ts"
import { type Ledger, type Limit, nameLimit, nanoToUsd, openBooks } from "../ledger/index.ts"
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
            : JSON.stringify(await statusOf(books.ledger, books.limits, { instance, rootSession, agent }))
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

async function statusOf(ledger: Ledger, limits: readonly Limit[], { instance, rootSession, agent }: Of) {
  const at = new Date()
  const [own] = await ledger.sums({ since: null, part: { session: rootSession }, times: false })
  const [last] = await ledger.newestCalls({ since: null, part: { session: rootSession }, most: 1 })
  const where = {
    ...{ at, rootSession, run: instance.run, turn: last?.turn ?? "", project: instance.project, agent },
    ...{ tier: last?.tier ?? null, model: last?.model ?? "" },
  }
  const standings = await ledger.standings([...limits], where)
  const usd = (nano: bigint) => Number(nanoToUsd(nano).toFixed(6))
  return {
    sessionSpentUsd: usd(own?.spentNano ?? 0n),
    calls: own?.calls ?? 0,
    tier: last?.tier ?? null,
    budgets: standings
      .filter(({ scope }) => scope !== "call")
      .map(({ part: { project: _, ...part } = {}, ...standing }) => ({
        budget: nameLimit({ ...standing, part }),
        limitUsd: usd(standing.limitNano),
        leftUsd: usd(
          standing.limitNano > standing.countedNano ? standing.limitNano - standing.countedNano : 0n,
        ),
      })),
    atLimit: instance.loaded.config.budgets.onLimit === "degrade" ? "free models go on" : "work stops",
  }
}
