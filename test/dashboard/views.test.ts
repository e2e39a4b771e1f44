// Every view over a ledger with known rows, over every store, as the server answers it.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { eachStore } from "../ledger/each-store.ts"
import { ago, CHEAP, fill, openStage, SMART, type Stage } from "./stage.ts"

const SPENT = 27_000_000n

eachStore("the views of the dashboard", ({ newAddress }) => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage(await newAddress(), { RALEX_BUDGET_DAILY: "5" })
    mkdirSync(dirname(stage.userConfig), { recursive: true })
    writeFileSync(
      stage.userConfig,
      "budgets: { weekly: 20 }\nalerts: { webhook: 'https://hooks.example/secret-path' }\n",
    )
    await fill(stage.ledger)
  })
  afterAll(() => stage.stop())

  describe("overview", () => {
    test("adds up what was spent, saved and held", async () => {
      const { totals, blocks, baselineModel, choices } = await stage.view("overview")
      expect(totals).toMatchObject({
        calls: 6,
        spentNano: String(SPENT),
        spentUsd: 0.027,
        baselineNano: String(3n * SPENT),
        savedNano: String(2n * SPENT),
        pendingNano: "9000000",
        errors: 1,
        fallbacks: 1,
        errorShare: 1 / 6,
        cacheShare: 0.4,
      })
      expect(blocks).toBe(2)
      expect(baselineModel).toBe(SMART)
      expect(choices).toEqual({
        projects: ["/p", "/q"],
        agents: ["build", "explore"],
        models: [CHEAP, SMART],
      })
    })

    test("has every limit with what is held, left and lifted, and where it is heading", async () => {
      const { budgets } = await stage.view("overview")
      const daily = budgets.find(({ scope }) => scope === "daily")
      expect(daily).toMatchObject({
        name: "the daily budget",
        limitUsd: 8,
        setBy: "RALEX_BUDGET_DAILY",
        spentNano: "23000000",
        heldNano: "9000000",
        leftNano: String(8_000_000_000n - 32_000_000n),
        crossed: false,
        lift: { insteadOfUsd: 5, by: "test" },
        resetsAt: "2026-11-20T00:00:00.000Z",
      })
      expect(daily?.forecast?.expectedUsd).toBeGreaterThan(0.023)
      expect(budgets.find(({ scope }) => scope === "weekly")).toMatchObject({
        limitUsd: 20,
        setBy: stage.userConfig,
        spentNano: String(SPENT),
      })
      expect(budgets.find(({ scope }) => scope === "monthly")).toMatchObject({
        limitUsd: null,
        leftUsd: null,
      })
    })

    test.each([
      ["?project=/q", 1],
      ["?tier=smart", 2],
      ["?tier=none", 0],
      ["?session=s1&agent=explore", 1],
      [`?model=${SMART}`, 2],
      ["?since=5h", 5],
      ["?until=2026-11-19", 1],
      ["?project=&since=", 6],
    ])("%s leaves %i calls", async (query, calls) => {
      expect((await stage.view("overview", query)).totals.calls).toBe(calls)
    })
  })

  describe("series", () => {
    test("has no gaps, and adds up", async () => {
      const { bucket, series, since } = await stage.view("series", "?since=24h")
      expect(bucket).toBe("hour")
      expect(since).toBe("2026-11-18T12:00:00.000Z")
      expect(series.map(({ key }) => key)).toEqual(["all"])
      const points = series[0]?.points ?? []
      expect(points).toHaveLength(25)
      expect(
        points.filter(({ calls }) => calls > 0).map(({ at, calls }) => [at.slice(11, 13), calls]),
      ).toEqual([
        ["09", 1],
        ["10", 2],
        ["12", 2],
      ])
      expect(points[22]).toMatchObject({ spentUsd: 0.022, fallbacks: 1, durationMs: { p50: 332 } })
      expect(points[0]).toMatchObject({ spentNano: "0", durationMs: null })
    })

    test("by tier and day, the most spent first", async () => {
      const { series } = await stage.view("series", "?by=tier&bucket=day")
      expect(series.map(({ key, points }) => [key, points.map(({ calls }) => calls)])).toEqual([
        ["smart", [0, 2]],
        ["cheap", [1, 3]],
      ])
    })

    test("what would be too many points is refused in a sentence", async () => {
      const answer = await stage.get("api/series.json?since=2020-01-01&bucket=hour")
      expect(answer.status).toBe(400)
      expect(await answer.json()).toEqual({ error: expect.stringContaining("choose days") })
      expect((await stage.get("api/series.json?by=session")).status).toBe(400)
    })
  })

  test("groups, the dearest first, with what they have in common", async () => {
    const { groups, totals, left } = await stage.view("groups", "?by=session")
    expect(groups.map(({ key, calls }) => [key, calls])).toEqual([
      ["s1", 5],
      ["s2", 1],
    ])
    expect([totals.calls, left]).toEqual([6, 0])
    expect((await stage.view("groups")).groups.map(({ key }) => key)).toEqual(["smart", "cheap"])
    expect((await stage.view("groups", "?by=provider")).groups).toHaveLength(1)
  })

  test("latency, with its histogram and by model", async () => {
    const { duration, durationMs, models } = await stage.view("latency")
    expect(duration).toEqual([{ ms: 332, calls: 5 }])
    expect(durationMs).toEqual({ p50: 332, p95: 332, p99: 332 })
    expect(models.map(({ model, provider, calls }) => [model, provider, calls])).toEqual([
      [CHEAP, "openrouter", 4],
      [SMART, "openrouter", 2],
    ])
  })

  test("health: the last hour, availability, and who rests", async () => {
    await stage.ledger.noteRest({
      ...{ key: `model:${SMART}`, failures: 2, reason: "overloaded", detail: "busy" },
      ...{ at: ago(0, 5), until: ago(0, -5) },
    })
    const { hour, availability, rests } = await stage.view("health")
    expect(hour.find(({ name }) => name === SMART)).toMatchObject({
      ...{ kind: "model", calls: 1, successShare: 0 },
      rest: { resting: true, reason: "overloaded" },
    })
    expect(hour.find(({ kind }) => kind === "provider")).toMatchObject({ name: "openrouter", calls: 2 })
    expect(availability).toMatchObject({ objective: 0.99, failed: 1, met: false })
    expect(rests).toHaveLength(1)
  })

  test("fallbacks and errors, the newest first", async () => {
    const { newest, byOutcome, byModel, fallbacks, errors } = await stage.view("fallbacks")
    expect(newest.map(({ id, attempts, outcome }) => [id, attempts, outcome])).toEqual([
      ["d", 1, "overloaded"],
      ["c", 3, "ok"],
    ])
    expect([fallbacks, errors]).toEqual([1, 1])
    expect(byOutcome).toEqual([
      { outcome: "ok", calls: 1 },
      { outcome: "overloaded", calls: 1 },
    ])
    expect(byModel).toHaveLength(2)
    expect((await stage.view("fallbacks", "?tier=smart")).newest.map(({ id }) => id)).toEqual(["d"])
  })

  test("blocked actions, by rule, with what came next", async () => {
    const all = await stage.view("blocks")
    expect(all).toMatchObject({ total: 2, lifted: 0, wentOn: 1 })
    expect(all.newest.find(({ rule }) => rule === "core.git-reset-hard")).toMatchObject({
      subject: "git reset --hard",
      next: { tool: "bash", verdict: "allow" },
    })
    expect(await stage.view("blocks", "?rule=core.git-reset-hard")).toMatchObject({ total: 1 })
    expect(await stage.view("blocks", "?project=/q")).toMatchObject({ total: 1 })
    expect(await stage.view("blocks", "?since=5h")).toMatchObject({ total: 1 })
  })

  test("the feed, the newest first, of a day", async () => {
    const { events, cursor } = await stage.view("feed")
    expect(
      events
        .map(({ type }) => type)
        .toSorted()
        .join(" "),
    ).toBe("alert call call call call call lift verdict")
    expect(events[0]).toMatchObject({ type: "call", id: "running", cause: "class", signals: ["short"] })
    expect(events.find(({ type }) => type === "lift")).toMatchObject({
      name: "the daily budget",
      limitUsd: 8,
    })
    expect(cursor).toMatch(/^\d+\.\d+$/)
    const { events: ofRule } = await stage.view("feed", "?rule=core.git-reset-hard")
    expect(ofRule).toMatchObject([{ type: "verdict", subject: "git reset --hard" }])
    const { events: ofTier } = await stage.view("feed", "?tier=smart")
    expect(ofTier.filter(({ type }) => type === "verdict")).toEqual([])
    expect(ofTier.some(({ type }) => type === "call")).toBe(true)
  })

  test("sessions, the newest first", async () => {
    const { sessions, left } = await stage.view("sessions")
    expect(sessions.map(({ session, project, calls }) => [session, project, calls])).toEqual([
      ["s1", "/p", 5],
      ["s2", "/q", 1],
    ])
    expect(left).toBe(0)
  })

  test("a session turn by turn, with what it had cost elsewhere", async () => {
    const { turns, totals, pruned, elsewhere } = await stage.view("session", "?session=s1")
    expect(turns.map(({ turn, calls }) => [turn, calls.map(({ id }) => id)])).toEqual([
      ["t1", ["a"]],
      ["t2", ["b", "c"]],
      ["t3", ["d"]],
      ["t4", ["running"]],
    ])
    expect(turns[1]).toMatchObject({
      ...{ class: "complex", tier: "smart", cause: "class", costNano: "22000000" },
      ...{ models: [SMART, CHEAP], inputTokens: 200 },
      blocks: [{ rule: "core.git-reset-hard" }],
    })
    expect(turns[3]).toMatchObject({ endedAt: null, blocks: [] })
    const at = (tier: string) => turns[1]?.elsewhere.find((one) => one.tier === tier)?.costUsd ?? 0
    expect(at("cheap")).toBeGreaterThan(0)
    expect(at("smart")).toBeGreaterThan(at("cheap"))
    expect(elsewhere).toHaveLength(3)
    expect([totals.calls, pruned]).toEqual([5, false])
    expect((await stage.view("session", "?session=nobody")).turns).toEqual([])
    expect((await stage.get("api/session.json")).status).toBe(400)
  })

  test("settings, each with where it came from, and no secret", async () => {
    mkdirSync(stage.project, { recursive: true })
    writeFileSync(join(stage.project, "ralex.yaml"), "profile: frugal\nmode: off\n")
    const document = await stage.view("settings")
    const of = (key: string) => document.settings.find((setting) => setting.key === key)
    expect(of("mode")).toMatchObject({ value: '"yolo"', kind: "defaults" })
    expect(of("budgets.weekly")).toMatchObject({ value: "20", kind: "user", from: stage.userConfig })
    expect(of("budgets.daily")).toMatchObject({ value: "5", kind: "environment", from: "RALEX_BUDGET_DAILY" })
    expect(of("profile")).toMatchObject({ value: '"frugal"', kind: "project" })
    expect(of("tiers.cheap")).toMatchObject({ from: "profile frugal" })
    expect(of("alerts.webhook")).toMatchObject({ value: '"(set)"', kind: "user" })
    expect(JSON.stringify(document)).not.toContain("secret-path")
    expect(document.notices).toEqual([expect.stringContaining("ignores mode")])
    expect(document.sources.find(({ kind }) => kind === "project")).toMatchObject({ trusted: false })
    writeFileSync(join(stage.project, "ralex.yaml"), "")
  })

  test("a secret in the name of a folder, an agent or a model is in no view of the settings and limits", async () => {
    const secret = `ghp_${"a1B2".repeat(9)}`
    const own = await openStage("sqlite::memory:", {}, undefined, `shop-${secret}`)
    mkdirSync(own.project, { recursive: true })
    writeFileSync(
      join(own.project, "ralex.yaml"),
      `budgets: { agents: { ${secret}: { daily: 1 } }, models: { a/${secret}: { daily: 1 } } }\ntiers: { cheap: [a/${secret}] }\n`,
    )
    for (const name of ["settings", "overview"] as const) {
      const text = await (await own.get(`api/${name}.json`)).text()
      expect(text).toContain("[redacted]")
      expect(text).not.toContain(secret)
    }
    expect(await (await own.get("metrics")).text()).not.toContain(secret)
    await own.stop()
  })

  test("a configuration that can not be used is told by the overview, the settings and the metrics", async () => {
    expect((await stage.view("overview")).configError).toBeNull()
    mkdirSync(stage.project, { recursive: true })
    writeFileSync(join(stage.project, "ralex.yaml"), "budgets: { daily: lots }\n")
    const { configError, budgets } = await stage.view("overview")
    expect(configError).toContain("budgets.daily")
    expect((await stage.view("settings")).error).toBe(configError)
    expect(budgets.every(({ limitNano }) => limitNano === null)).toBe(true)
    expect(await (await stage.get("metrics")).text()).toContain("\nralex_config_valid 0\n")
    writeFileSync(join(stage.project, "ralex.yaml"), "")
    expect(await (await stage.get("metrics")).text()).toContain("\nralex_config_valid 1\n")
  })

  test("what is no filter, or no value of one, is said in a sentence", async () => {
    for (const query of [
      "?colour=red",
      "?since=soon",
      "?until=x",
      "?tier=huge",
      "?since=2d&until=3d",
      "?bucket=week",
    ]) {
      const answer = await stage.get(`api/overview.json${query}`)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toEqual({ error: expect.stringMatching(/^[A-Za-z].*\.$/) })
    }
    expect((await stage.get("api/nothing.json")).status).toBe(404)
    expect((await stage.get("api/overview.xml")).status).toBe(404)
    expect((await stage.get("elsewhere")).status).toBe(404)
  })
})
