// The dashboard in a real Chromium: each view says what the ledger says, goes on by itself, and can be used by all.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { readFileSync, writeFileSync } from "node:fs"
import type { Browser, BrowserContext, Page } from "playwright-core"
import type { OverviewDocument, ViewDocuments, ViewName } from "../../dashboard/contract.ts"
import { usd } from "../../dashboard/page/format.ts"
import { openLedger } from "../../ledger/index.ts"
import { findChromium, openBrowser } from "../../scripts/pictures/browser.ts"
import { type DemoDashboard, openDemoDashboard } from "../../scripts/pictures/demo-dashboard.ts"
import { fillDemoLedger } from "../../scripts/pictures/demo-ledger.ts"
import { callStart, fixedBound, settlement, verdict } from "../ledger/sample-calls.ts"

const missing = findChromium() === undefined
if (missing) console.log("Chromium is not installed: the dashboard's browser tests are skipped.")
const describeBrowser = missing && process.env.RALEX_REQUIRE_ALL !== "1" ? describe.skip : describe

const HOSTILE = '<img src=x onerror="document.title=1">'
const VIEWS = ["overview", "activity", "sessions", "models", "failures", "blocks", "settings"]
const SCHEMES = ["light", "dark"] as const

const axe = readFileSync(Bun.resolveSync("axe-core/axe.min.js", import.meta.dir), "utf8")

let dashboard: DemoDashboard
let browser: Browser
let context: BrowserContext
let page: Page
/** What the browser complained about, and what it asked elsewhere. */
let troubles: string[] = []

const now = new Date()

describeBrowser("the dashboard's page", () => {
  beforeAll(async () => {
    dashboard = await openDemoDashboard(async (ledger) => {
      await fillDemoLedger(ledger, now)
      await ledger.hold(
        call("hostile", { project: `/home/ada/${HOSTILE}`, signals: [HOSTILE], agent: HOSTILE }),
        fixedBound(9n),
        [],
      )
      await ledger.settle("hostile", settlement(2_000_000n))
      await ledger.record(verdict({ at: now, rule: "git.reset-hard", subject: HOSTILE, reason: HOSTILE }))
    })
    browser = await openBrowser()
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    page = await context.newPage()
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        troubles.push(`${message.text()} (${message.location().url} on ${page.url()})`)
    })
    page.on("pageerror", (error) => troubles.push(error.message))
    page.on("request", (request) => {
      if (!request.url().startsWith(new URL(dashboard.url).origin) && !request.url().startsWith("data:"))
        troubles.push(request.url())
    })
    await page.goto(dashboard.link())
    await page.waitForSelector(".stats")
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await dashboard?.stop()
  })

  test("the overview says what was spent and saved, against which budgets", async () => {
    await show("")
    const { totals, budgets } = await view("overview", "since=7d")
    expect(await stat("Calls")).toBe(totals.calls.toLocaleString("en-US"))
    expect(await stat("Spent")).toBe(usd(totals.spentUsd))
    expect(await stat("Saved")).toBe(usd(totals.savedUsd))
    const daily = budgets.find(({ scope }) => scope === "daily")
    expect(await text(".budgets")).toContain(`${usd(daily?.spentUsd ?? -1)} of $5.00`)
    const rows = await page.locator(".chart details tbody tr").count()
    expect(rows).toBe((await view("series", "since=7d&by=tier")).series[0]?.points.length ?? 0)
    expect(await page.locator(".chart canvas").count()).toBe(1)
  })

  test.each(["model", "tier", "project", "agent", "session"])("what it went on, by %s", async (by) => {
    await show(`?by=${by}`)
    const { groups } = await view("groups", `since=7d&by=${by}`)
    const names = await page.locator(`section[aria-label="Calls by ${by}"] tbody th`).count()
    expect(names).toBe(groups.length)
    expect(groups.length).toBeGreaterThan(1)
  })

  test("activity shows decisions with cause and signals, blocks and alerts", async () => {
    await show("?view=activity&since=30d")
    const feed = await text(".feed")
    expect(feed).toContain("by what was asked")
    expect(feed).toContain("80 % of the daily budget of $5.00 is spent.")
    await page.getByRole("button", { name: "Blocks" }).click()
    expect(await page.locator(".feed li.call").count()).toBe(0)
    expect(await page.locator(".feed li.verdict").count()).toBeGreaterThan(3)
  })

  test("a session shows turn by turn what was chosen and what it had cost elsewhere", async () => {
    await show("?view=sessions")
    await page.locator("tbody th a").nth(2).click()
    await page.waitForSelector(".turns")
    const session = new URL(page.url()).searchParams.get("session") ?? ""
    const document = await view("session", `session=${session}`)
    expect(await page.locator("li.turn").count()).toBe(document.turns.length)
    const first = document.turns[0]
    expect(await text("li.turn >> nth=0")).toContain(`all on premium`)
    expect(await text("li.turn >> nth=0")).toContain(`judged ${first?.class}`)
    await page.locator("li.turn summary").first().click()
    expect(await page.locator("li.turn").first().locator("details tbody tr").count()).toBe(
      first?.calls.length ?? 0,
    )
    await page.goBack()
    await page.waitForSelector('section[aria-label="Sessions"]')
  })

  test("models show their health, latency and rests", async () => {
    await show("?view=models")
    const { hour, rests, availability } = await view("health", "since=7d")
    expect(await page.locator('section[aria-label^="Health of"] tbody tr').count()).toBe(hour.length)
    expect(await text("main")).toContain("rests, asked again")
    expect(await text("main")).toContain(rests[0]?.reason ?? "none")
    expect(await stat("Calls, 24 hours")).toBe(availability.calls.toLocaleString("en-US"))
  })

  test("failures and blocks count what the ledger counts", async () => {
    await show("?view=failures")
    const failures = await view("fallbacks", "since=7d")
    expect(await stat("Failed for good")).toBe(String(failures.errors))
    expect(await page.locator('section[aria-label="Calls that failed or fell back"] tbody tr').count()).toBe(
      failures.newest.length,
    )
    await show("?view=blocks")
    const blocks = await view("blocks", "since=7d")
    expect(await stat("Blocked")).toBe(String(blocks.total))
    expect(await page.locator(".feed li").count()).toBe(blocks.newest.length)
    await page.getByRole("button", { name: "secrets.read" }).click()
    await page.waitForURL(/rule=secrets\.read/)
    const count = blocks.byRule.find(({ rule }) => rule === "secrets.read")?.count ?? 0
    await page.waitForFunction((n) => document.querySelectorAll(".feed li").length === n, count)
  })

  test("settings say where each came from", async () => {
    await show("?view=settings")
    expect(await text("main")).toMatch(/budgets\.daily\s*5\s*\S+ralex\.yaml/)
    await page.getByRole("button", { name: "All", exact: true }).click()
    expect(await text("main")).toContain("profile")
  })

  test("filters stand in the address, and the way back is open", async () => {
    await show("")
    await page.getByRole("combobox", { name: "tier" }).selectOption("premium")
    await page.waitForURL(/tier=premium/)
    const { totals } = await view("overview", "since=7d&tier=premium")
    await shows("Calls", totals.calls)
    await page.getByRole("button", { name: "24 hours" }).click()
    await page.waitForURL(/since=24h/)
    await page.goBack()
    await page.goBack()
    await shows("Calls", (await view("overview", "since=7d")).totals.calls)
    const csv = await page.locator('a[aria-label="Where it went as CSV"]').getAttribute("href")
    const sheet = await context.request.get(new URL(csv ?? "", page.url()).href)
    expect(sheet.headers()["content-type"]).toContain("text/csv")
  })

  test("what another process writes appears by itself", async () => {
    await show("")
    const before = (await view("overview", "since=7d")).totals.calls
    await page.waitForSelector(".live .dot.good")
    const other = await openLedger(dashboard.address)
    await other.hold(call("fresh", { model: "openai/gpt-6-luna", startedAt: new Date() }), fixedBound(9n), [])
    await other.settle("fresh", settlement(5_000_000n, { model: "openai/gpt-6-luna" }))
    await shows("Calls", before + 1)
    await page.getByRole("link", { name: "Activity" }).click()
    await page.waitForFunction(() => document.querySelector(".feed li")?.textContent?.includes("gpt-6-luna"))
    await other.record(verdict({ at: new Date(), subject: "rm -rf /srv" }))
    await other.close()
    await page.waitForFunction(() => document.querySelector(".feed li")?.textContent?.includes("rm -rf /srv"))
  })

  test("names that are code stay text", async () => {
    for (const search of ["?view=activity", "?view=blocks", "?by=agent", "?by=project", "?view=sessions"])
      await show(search)
    expect(await page.title()).toMatch(/Ralex$/)
    expect(await page.locator("main img").count()).toBe(0)
    await show("?view=blocks")
    expect(await text("main")).toContain(HOSTILE)
  })

  test("the keyboard reaches everything", async () => {
    await show("")
    await page.keyboard.press("Tab")
    expect(await focused()).toBe("Skip to the view")
    await page.keyboard.press("Enter")
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("view")
    await page.getByRole("link", { name: "Blocked" }).focus()
    await page.keyboard.press("Enter")
    await page.waitForURL(/view=blocks/)
    await page.getByRole("button", { name: "24 hours" }).focus()
    await page.keyboard.press("Space")
    await page.waitForURL(/since=24h/)
  })

  test.each([...SCHEMES])(
    "axe finds no serious fault, in %s, on a wide screen and a phone",
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme })
      for (const size of [
        { width: 1280, height: 900 },
        { width: 390, height: 844 },
      ]) {
        await page.setViewportSize(size)
        for (const name of VIEWS) {
          await show(`?view=${name}&since=24h`)
          expect({ name, ...(await audit()) }).toEqual({ name, faults: [], sideways: false })
        }
      }
      await page.setViewportSize({ width: 1280, height: 900 })
    },
    120_000,
  )

  test("an error is a sentence, and an empty time says what to do", async () => {
    await show("?tier=free")
    expect(await text("main")).toContain("No calls in this time")
    await show("?since=never")
    expect(await page.locator("[role=alert]").first().textContent()).toContain("since is")
    troubles = troubles.filter((trouble) => !trouble.includes("400 (Bad Request)"))
  })

  test("a configuration that can not be used is said on every view", async () => {
    const before = readFileSync(dashboard.userConfig, "utf8")
    writeFileSync(dashboard.userConfig, "budgets: { daily: lots }\n")
    try {
      for (const place of ["", "?view=models", "?view=settings"]) {
        await show(place)
        const said = page.getByText(/budgets\.daily.*Mend the file/)
        await said.first().waitFor()
        expect(await said.count()).toBe(1)
      }
      await show("?view=blocks")
      expect(await audit()).toEqual({ faults: [], sideways: false })
    } finally {
      writeFileSync(dashboard.userConfig, before)
    }
    await show("")
    expect(await page.getByText("Mend the file").count()).toBe(0)
  })

  test("a stranger's browser gets nothing", async () => {
    const stranger = await browser.newContext()
    const other = await stranger.newPage()
    const answer = await other.goto(dashboard.url)
    expect(answer?.status()).toBe(401)
    expect(await other.content()).not.toContain("gemini")
    await stranger.close()
  })

  test("nothing was asked elsewhere, and nothing went against the page's own policy", () => {
    expect(troubles).toEqual([])
  })
})

function call(id: string, given: Parameters<typeof callStart>[0]) {
  return callStart({ id, startedAt: new Date(now.getTime() - 1_000), ...given })
}

async function show(search: string): Promise<void> {
  await page.goto(dashboard.url + search)
  await page.waitForSelector("main h1")
  await page.waitForFunction(
    () =>
      document.querySelector(".loading") === null && document.querySelector(".card, [role=alert]") !== null,
  )
}

async function view<Name extends ViewName>(name: Name, query: string): Promise<ViewDocuments[Name]> {
  const answer = await context.request.get(`${dashboard.url}api/${name}.json?${query}`)
  return answer.json()
}

const stat = (name: string) =>
  page
    .locator(".stat", { has: page.getByText(name, { exact: true }) })
    .locator(".value")
    .textContent()

async function shows(name: string, calls: OverviewDocument["totals"]["calls"]): Promise<void> {
  const value = calls.toLocaleString("en-US")
  await page
    .locator(".stat", { has: page.getByText(name, { exact: true }) })
    .locator(".value", { hasText: new RegExp(`^${value}$`) })
    .waitFor({ timeout: 20_000 })
}

const text = async (selector: string) =>
  ((await page.locator(selector).allInnerTexts())[0] ?? "").replaceAll(/\s+/g, " ")

const focused = () => page.evaluate(() => document.activeElement?.textContent)

interface Audit {
  faults: string[]
  /** The page itself scrolls sideways. */
  sideways: boolean
}

async function audit(): Promise<Audit> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: the script put it there.
    const { violations } = await (globalThis as any).axe.run(document, { resultTypes: ["violations"] })
    const faults = violations
      .filter(({ impact }: { impact: string }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
          `${id}: ${nodes[0]?.html.slice(0, 200)}`,
      )
    return { faults, sideways: document.documentElement.scrollWidth > innerWidth + 1 }
  })
}
