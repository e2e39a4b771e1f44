// `ralex budget`: which limits it shows and what is in force, how a limit is set for good, and how it is lifted for a
// while; and that a hold then goes by it.
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { type BudgetDocument, budgetDocumentSchema } from "../../cli/contract.ts"
import { loadConfig, readEnvironment } from "../../config/index.ts"
import { type HoldOutcome, type Ledger, openLedger, usdToNano, windowOf } from "../../ledger/index.ts"
import { callStart, fixedBound, settlement } from "../ledger/sample-calls.ts"
import { createSandbox, HANG_MS, type RunOptions, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
beforeEach(() => {
  sandbox = createSandbox()
})
afterEach(() => sandbox.remove())

function writeUserConfig(text: string): void {
  mkdirSync(dirname(sandbox.userConfig), { recursive: true })
  writeFileSync(sandbox.userConfig, text)
}

async function withSeeded<T>(use: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(`sqlite:${join(sandbox.data, "ledger.db")}`)
  return use(ledger).finally(ledger.close)
}

/** A settled call of so many USD, now. */
function spend(usd: number, given: Parameters<typeof callStart>[0] = {}): Promise<void> {
  return withSeeded(async (ledger) => {
    const call = callStart({ startedAt: new Date(), project: sandbox.project, ...given })
    await ledger.hold(call, fixedBound(usdToNano(usd)), [])
    await ledger.settle(call.id, settlement(usdToNano(usd)))
  })
}

/** What a new call of so many USD is told under the limits that hold here. */
function tryHold(usd: number, given: Parameters<typeof callStart>[0] = {}): Promise<HoldOutcome["kind"]> {
  const environment = readEnvironment({ HOME: sandbox.home })
  const { limits } = loadConfig({ environment, project: sandbox.project })
  const held = limits.map(({ scope, usd, part }) => ({ scope, limitNano: usdToNano(usd), part }))
  const call = callStart({ startedAt: new Date(), project: sandbox.project, ...given })
  return withSeeded(async (ledger) => (await ledger.hold(call, fixedBound(usdToNano(usd)), held)).kind)
}

async function show(words: string[] = [], options: RunOptions = {}) {
  const { code, out } = await sandbox.ralex(["budget", "--json", ...words], options)
  return { code, ...budgetDocumentSchema.parse(JSON.parse(out)) }
}

function rowOf({ budgets }: BudgetDocument, scope: string) {
  return budgets.find((row) => row.scope === scope)
}

describe("what it shows", () => {
  test("every scope first, then each limit of a part with its own sum, and who set it", async () => {
    writeUserConfig(
      "budgets: { daily: 5, agents: { build: { daily: 1 } }, models: { a/b: { weekly: 2 } } }\n",
    )
    await spend(0.4)
    await spend(0.2, { agent: "plan" })
    const { code, budgets } = await show([], { env: { RALEX_BUDGET_MONTHLY: "20" } })
    expect(code).toBe(0)
    expect(
      budgets.map(({ scope, part, limitUsd, countedUsd, leftUsd }) => [
        scope,
        part,
        limitUsd,
        countedUsd,
        leftUsd,
      ]),
    ).toEqual([
      ["call", {}, null, null, null],
      ["turn", {}, null, null, null],
      ["session", {}, null, null, null],
      ["run", {}, null, null, null],
      ["daily", {}, 5, 0.6, 4.4],
      ["weekly", {}, null, 0.6, null],
      ["monthly", {}, 20, 0.6, 19.4],
      ["daily", { agent: "build" }, 1, 0.4, 0.6],
      ["weekly", { model: "a/b" }, 2, 0, 2],
    ])
    expect(budgets.filter(({ setBy }) => setBy).map(({ setBy }) => setBy)).toEqual([
      sandbox.userConfig,
      "RALEX_BUDGET_MONTHLY",
      sandbox.userConfig,
      sandbox.userConfig,
    ])
  })

  test("of the person's limit and the project's the one that leaves least comes first", async () => {
    writeUserConfig("budgets: { daily: 3 }\n")
    sandbox.write("ralex.yaml", "budgets: { daily: 2 }\n")
    const order = async () =>
      (await show()).budgets
        .filter(({ scope }) => scope === "daily")
        .map(({ part, leftUsd }) => [part, leftUsd])
    expect(await order()).toEqual([
      [{ project: sandbox.project }, 2],
      [{}, 3],
    ])
    await spend(1.5, { project: "/elsewhere" })
    expect(await order()).toEqual([
      [{}, 1.5],
      [{ project: sandbox.project }, 2],
    ])
  })

  test("a reached budget of a part is the answer no, too", async () => {
    writeUserConfig("budgets: { daily: 5, agents: { build: { daily: 1 } } }\n")
    await spend(1)
    const { code, budgets } = await show()
    expect(code).toBe(1)
    expect(budgets.filter(({ crossed }) => crossed).map(({ part }) => part)).toEqual([{ agent: "build" }])
    const { out } = await sandbox.ralex(["budget"])
    expect(out).toMatch(/^daily of agent build +USD 1\.00 +USD 1\.00 +USD 0\.00 +USD 0\.00 \(reached\)/m)
  })

  test("a subagent's session is shown by the session that it counts in", async () => {
    await spend(0.3, { session: "ses_sub", rootSession: "ses_root" })
    await spend(0.2, { session: "ses_root", rootSession: "ses_root" })
    const { code, ...document } = await show(["--session", "ses_sub"], {
      env: { RALEX_BUDGET_SESSION: "0.5" },
    })
    expect(code).toBe(1)
    expect(rowOf(document, "session")).toMatchObject({ countedUsd: 0.5, leftUsd: 0, crossed: true })
  })

  test("where a window is heading, with a limit and without", async () => {
    writeUserConfig("budgets: { monthly: 1000000 }\n")
    expect(rowOf(await show(), "daily")?.forecast).toBeNull()
    await spend(1)
    const document = await show()
    for (const scope of ["daily", "weekly", "monthly"]) {
      const forecast = rowOf(document, scope)?.forecast
      expect(forecast?.perHourUsd).toBeGreaterThan(0)
      expect(forecast?.expectedUsd).toBeGreaterThanOrEqual(1)
      expect(forecast?.limitMetAt).toBeNull()
    }
    writeUserConfig("budgets: { monthly: 1.0001 }\n")
    const met = rowOf(await show(), "monthly")?.forecast?.limitMetAt
    // In the very last minutes of a month it may not be met any more.
    if (windowOf("monthly", new Date()).end.getTime() - Date.now() > 3_600_000) expect(met).toBeString()
  })
})

describe("set for good", () => {
  test("it writes the user's config, comments kept, and the limit is in force at once", async () => {
    writeUserConfig("# mine\nprofile: frugal # cheap\n")
    const { code, err } = await sandbox.ralex(["budget", "set", "daily", "5"])
    expect(code).toBe(0)
    expect(err).toContain("learns of it when it is started again.")
    expect(readFileSync(sandbox.userConfig, "utf8")).toBe(
      "# mine\nprofile: frugal # cheap\nbudgets:\n  daily: 5\n",
    )
    expect(rowOf(await show(), "daily")).toMatchObject({ limitNano: "5000000000", lift: null })
    expect((await sandbox.ralex(["budget", "set", "daily", "none"])).err).toContain("--today` counts at once")
    expect(readFileSync(sandbox.userConfig, "utf8")).toContain("daily: null\n")
  })

  test.each(["call", "turn", "session", "run", "weekly", "monthly"])("%s", async (scope) => {
    expect((await sandbox.ralex(["budget", "set", scope, "2.5"])).code).toBe(0)
    expect(rowOf(await show(), scope)?.limitUsd).toBe(2.5)
  })

  test("--json prints what is in force then", async () => {
    const { code, out } = await sandbox.ralex(["budget", "set", "weekly", "7", "--json"])
    expect(code).toBe(0)
    expect(rowOf(budgetDocumentSchema.parse(JSON.parse(out)), "weekly")?.limitUsd).toBe(7)
  })

  test("it says what else holds here: the project's limit, a variable, a lift", async () => {
    sandbox.write("ralex.yaml", "budgets: { daily: 2 }\n")
    const beside = await sandbox.ralex(["budget", "set", "daily", "5"])
    expect(beside.err).toContain("Beside it USD 2.00 holds for what this project spends")
    const instead = await sandbox.ralex(["budget", "set", "daily", "5"], { env: { RALEX_BUDGET_DAILY: "1" } })
    expect(instead.err).toContain("Here USD 1.00 is in force, since RALEX_BUDGET_DAILY says so.")
    await sandbox.ralex(["budget", "set", "daily", "9", "--today"])
    const lifted = await sandbox.ralex(["budget", "set", "daily", "4"])
    expect(lifted.err).toContain("It was lifted: it is USD 9.00 until")
  })
})

describe("set for a while", () => {
  test("--today: until the end of the UTC day, for the project's limit as well, and the next hold goes by it", async () => {
    writeUserConfig("budgets: { daily: 1 }\n")
    sandbox.write("ralex.yaml", "budgets: { daily: 0.5 }\n")
    await spend(0.5)
    expect(await tryHold(1)).toBe("over-budget")
    const { code, out, err } = await sandbox.ralex(["budget", "set", "daily", "9", "--today"])
    expect({ code, out }).toEqual({ code: 0, out: "" })
    const until = windowOf("daily", new Date()).end
    expect(err).toContain(`The daily budget is USD 9.00, until ${until.toISOString().slice(0, 10)} 00:00 UTC`)
    expect(readFileSync(sandbox.userConfig, "utf8")).toBe("budgets: { daily: 1 }\n")
    const rows = (await show()).budgets.filter(({ scope }) => scope === "daily")
    expect(rows.map(({ limitUsd, lift }) => [limitUsd, lift?.insteadOfUsd, lift?.until, lift?.by])).toEqual([
      [9, 1, until.toISOString(), "ralex budget set"],
      [9, 0.5, until.toISOString(), "ralex budget set"],
    ])
    expect((await sandbox.ralex(["budget"])).out).toContain("daily: USD 9.00 instead of USD 1.00 until ")
    expect(await tryHold(1)).toBe("held")
  })

  test("--session: for the root session alone, and as long as it goes on", async () => {
    writeUserConfig("budgets: { session: 1 }\n")
    await spend(1, { session: "ses_sub", rootSession: "ses_root" })
    await spend(1, { session: "ses_other", rootSession: "ses_other" })
    const { err } = await sandbox.ralex(["budget", "set", "session", "none", "--session", "ses_sub"])
    expect(err).toContain("The session budget is none in session ses_root, as long as it goes on")
    const lifted = rowOf(await show(["--session", "ses_root"]), "session")
    expect(lifted).toMatchObject({
      limitNano: null,
      crossed: false,
      lift: { until: null, session: "ses_root" },
    })
    expect(rowOf(await show(["--session", "ses_other"]), "session")).toMatchObject({
      limitUsd: 1,
      lift: null,
    })
    expect(await tryHold(5, { rootSession: "ses_root" })).toBe("held")
    expect(await tryHold(5, { rootSession: "ses_other" })).toBe("over-budget")
  })

  test("an id that the ledger does not know is said, since it may be mistyped", async () => {
    writeUserConfig("budgets: { session: 1 }\n")
    const { code, err } = await sandbox.ralex(["budget", "set", "session", "2", "--session", "ses_new"])
    expect(code).toBe(0)
    expect(err).toContain("no call of a session ses_new yet")
  })

  test("where only a part is limited there is nothing to lift", async () => {
    writeUserConfig("budgets: { agents: { build: { daily: 1 } } }\n")
    const { code, err } = await sandbox.ralex(["budget", "set", "daily", "9", "--today"])
    expect(code).toBe(2)
    expect(err).toContain("is raised where it is set, in ralex.yaml")
  })
})
