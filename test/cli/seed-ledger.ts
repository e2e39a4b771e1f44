// A ledger with two settled calls, a lost one and a block, as the plugin and the provider would have left it.
import { type Ledger, openLedger } from "../../ledger/index.ts"

export const sessionId = "ses_seeded"

export async function seedLedger(path: string, at: Date): Promise<void> {
  const ledger = await openLedger(`sqlite:${path}`)
  await seedCalls(ledger, at)
  await ledger.close()
}

export async function seedCalls(ledger: Ledger, at: Date): Promise<void> {
  await seedCall(ledger, { id: "one", at, tier: "cheap", costNano: 1_500_000n, status: "settled" })
  await seedCall(ledger, { id: "two", at, tier: "smart", costNano: 40_000_000n, status: "settled" })
  await seedCall(ledger, { id: "lost", at, tier: "smart", costNano: 0n, status: "unreconciled" })
  await ledger.record({
    at,
    project: "/p",
    session: sessionId,
    rootSession: sessionId,
    agent: "build",
    tool: "bash",
    verdict: "deny",
    rule: "core.git-reset-hard",
    reason: "it throws work away",
    subject: "git reset --hard",
  })
}

interface Seed {
  id: string
  at: Date
  tier: "cheap" | "smart"
  costNano: bigint
  status: "settled" | "unreconciled"
}

async function seedCall(ledger: Ledger, seed: Seed): Promise<void> {
  const { id, at, tier, costNano, status } = seed
  const model = tier === "cheap" ? "google/gemini-3.8-flash" : "anthropic/claude-sonnet-5"
  const bound = {
    inputNano: 100_000_000n,
    outputNanoPerMillion: 0n,
    maxOutputTokens: 100,
    minOutputTokens: 1,
  }
  const owner = { project: "/p", session: sessionId, rootSession: sessionId, run: "run", turn: "turn" }
  await ledger.hold(
    {
      ...owner,
      ...{
        id,
        startedAt: at,
        agent: "build",
        class: "simple",
        tier,
        cause: "classified",
        signals: ["is short"],
      },
      ...{ modelAsked: "auto", model, provider: "openrouter", keyId: null },
    },
    bound,
    [],
  )
  await ledger.settle(id, {
    ...{
      status,
      outcome: status === "settled" ? "ok" : "killed",
      costNano,
      baselineNano: costNano * 2n,
      cacheSavedNano: 7n,
      model,
    },
    usage: {
      inputTokens: 1000,
      cachedTokens: 100,
      cacheWriteTokens: 0,
      outputTokens: 50,
      reasoningTokens: 5,
    },
    ...{ generationId: `gen-${id}`, timeToFirstTokenMs: 300, durationMs: 900, attempts: 1 },
  })
}
