// `ralex estimate`: its document, what it learns from the ledger, and what it does without one.
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test"
import { join } from "node:path"
import { type EstimateDocument, estimateDocumentSchema } from "../../cli/contract.ts"
import { TIERS } from "../../config/index.ts"
import { openLedger } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement } from "../ledger/sample-calls.ts"
import { createSandbox, HANG_MS, type RunOptions, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
beforeEach(() => {
  sandbox = createSandbox()
})
afterEach(() => sandbox.remove())

const HARD = "refactor the whole auth module across all services"

async function estimate(
  words: string[],
  options: RunOptions = {},
): Promise<EstimateDocument & { err: string }> {
  const { code, out, err } = await sandbox.ralex(["estimate", "--json", ...words], options)
  expect(code).toBe(0)
  return { ...estimateDocumentSchema.parse(JSON.parse(out)), err }
}

/** Turns of two calls each, a complex ask on the smart tier. */
async function spend(turns: number, costNano: bigint): Promise<void> {
  const ledger = await openLedger(`sqlite:${join(sandbox.data, "ledger.db")}`)
  for (let turn = 0; turn < turns; turn++) {
    for (const half of ["a", "b"]) {
      const id = `${turn}${half}`
      const start = callStart({ id, turn: `turn ${turn}`, class: "complex", tier: "smart" })
      await ledger.hold(start, fixedBound(costNano), [])
      await ledger.settle(id, settlement(costNano / 2n, { generationId: null }))
    }
  }
  await ledger.close()
}

test("predicts tier, tokens and cost, and the same ask on every tier", async () => {
  const found = await estimate([HARD])
  expect(found).toMatchObject({ class: "complex", tier: "smart", model: "anthropic/claude-sonnet-5" })
  expect(found.basis).toEqual({ turns: 0, sameKind: 0, prior: true })
  expect(found.p90Usd).toBeGreaterThan(found.p50Usd)
  expect(BigInt(found.p50Nano)).toBe(BigInt(Math.round(found.p50Usd * 1e9)))
  expect(found.tokens.cached).toBeLessThan(found.tokens.input)
  expect(found.alternatives.map(({ tier }) => tier)).toEqual([...TIERS])
  const { tier, model, p50Nano, p50Usd, p90Nano, p90Usd } = found
  expect(found.alternatives[2]).toEqual({ tier, model, p50Nano, p50Usd, p90Nano, p90Usd })
  expect(found.alternatives[0]?.p90Nano).toBe("0")
})

test("learns from the turns in the ledger", async () => {
  const before = await estimate([HARD])
  const cost = BigInt(before.p50Nano) * 5n
  await spend(20, cost)
  const after = await estimate([HARD])
  expect(after.basis).toEqual({ turns: 20, sameKind: 20, prior: false })
  expect(Number(after.p50Nano) / Number(cost)).toBeCloseTo(1, 0)
  const [, , , dearer] = after.alternatives
  expect(dearer?.p50Usd).toBeGreaterThan(before.alternatives[3]?.p50Usd ?? Number.NaN)
})

test("reads standard input, and takes a long ask for a dearer one", async () => {
  const [short, long] = [
    await estimate([], { input: `${HARD}\n` }),
    await estimate([], { input: `${HARD}\n${"a line of a long log\n".repeat(20_000)}` }),
  ]
  expect(short).toMatchObject({ class: "complex", tier: "smart" })
  expect(long.p50Usd).toBeGreaterThan(short.p50Usd)
})

test("a ledger that can not be used is said, and the priors do", async () => {
  const [usual, without] = [
    await estimate([HARD]),
    await estimate([HARD], { env: { RALEX_LEDGER: "sqlite:/dev/null/ledger.db" } }),
  ]
  expect(without.err).toContain("This estimate is made without your own turns.")
  expect({ ...without, err: "" }).toEqual({ ...usual, err: "" })
})

test("where the agent's tier is fixed, no class is given", async () => {
  sandbox.write("ralex.yaml", "routing: { agents: { build: cheap } }\n")
  expect(await estimate([HARD])).toMatchObject({ class: null, tier: "cheap" })
})

test("people read one sentence on the cost and a table of tiers", async () => {
  const { code, out } = await sandbox.ralex(["estimate", HARD])
  expect(code).toBe(0)
  expect(out).toMatch(
    /^complex -> smart \(anthropic\/claude-sonnet-5\)\nHalf of such turns cost less than USD /,
  )
  expect(out).toContain("From simulated turns, as there are none of yours to learn from.")
  expect(out).toMatch(/^premium +anthropic\/claude-opus-5\.5 +USD \d/m)
  await spend(3, 10n ** 9n)
  expect((await sandbox.ralex(["estimate", HARD])).out).toContain(
    "From simulated turns, with 3 of your turns like it and 0 others.",
  )
})

test("an empty prompt is bad usage; one that no model can take is said so", async () => {
  const empty = await sandbox.ralex(["estimate"])
  expect({ ...empty, err: empty.err.includes("The prompt is empty") }).toEqual({
    code: 2,
    out: "",
    err: true,
  })
  const huge = await sandbox.ralex(["estimate"], { input: "word ".repeat(4_000_000) })
  expect({ code: huge.code, out: huge.out }).toEqual({ code: 3, out: "" })
  expect(huge.err).toStartWith("No model of any tier can take this prompt")
})
