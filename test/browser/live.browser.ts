// The page while the ledger is written, slow or away: nothing is missed, put off for ever, or shouted.
/// <reference lib="dom" />
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import type { Browser, BrowserContext, Page, Route } from "playwright-core"
import { findChromium, openBrowser } from "../../scripts/pictures/browser.ts"
import { type DemoDashboard, openDemoDashboard } from "../../scripts/pictures/demo-dashboard.ts"
import { callStart, fixedBound, settlement } from "../ledger/sample-calls.ts"

const missing = findChromium() === undefined
if (missing) console.log("Chromium is not installed: the live page is not tested.")
const describeBrowser = missing && process.env.RALEX_REQUIRE_ALL !== "1" ? describe.skip : describe

let dashboard: DemoDashboard
let browser: Browser
let context: BrowserContext
let page: Page

describeBrowser("the page while the ledger is written", () => {
  beforeAll(async () => {
    dashboard = await openDemoDashboard(async () => {})
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await dashboard?.stop()
  })
  beforeEach(async () => {
    context = await browser.newContext()
    page = await context.newPage()
    await page.goto(dashboard.link())
    await page.waitForSelector(".card")
  })
  afterEach(() => context.close())

  test("a ledger without calls says what to do", async () => {
    await page.goto(dashboard.url)
    await page.getByText("No calls in this time.").first().waitFor()
    expect(await page.locator("main").textContent()).toContain("Work with opencode")
    await page.goto(`${dashboard.url}?view=activity`)
    await page.getByText("Nothing yet.").waitFor()
  })

  test("what happens between the first look and the connection is not missed", async () => {
    const gate = gateOf()
    await page.route("**/api/events*", gate.pass)
    await page.goto(`${dashboard.url}?view=activity`)
    await page.getByText("Nothing yet.").waitFor()
    await addCall("between")
    gate.open()
    await page.locator(".feed li", { hasText: "between" }).waitFor()
  })

  test("a view that is slow to read is read to its end, however much is written meanwhile", async () => {
    const gate = gateOf()
    let asked = 0
    page.on("request", (request) => {
      if (request.url().includes("api/overview.json")) asked += 1
    })
    await page.route("**/api/overview.json*", gate.pass)
    await page.goto(`${dashboard.url}?view=failures`)
    await page.locator(".live .dot.good").waitFor()
    for (const id of ["slow-1", "slow-2"]) {
      const beat = page.waitForRequest("**/api/fallbacks.json*")
      await addCall(id)
      await beat
    }
    expect(asked).toBe(1)
    const again = page.waitForRequest("**/api/overview.json*")
    gate.open()
    await again
    await page.locator('select option[value="maker/slow-2"]').waitFor({ state: "attached" })
  })

  test("what comes is said in one sentence, and not at once", async () => {
    await page.clock.install()
    await page.goto(`${dashboard.url}?view=activity`)
    await page.locator(".live .dot.good").waitFor()
    const status = page.locator('main p.unseen[role="status"]')
    await addCall("said")
    await page.locator(".feed li", { hasText: "said" }).waitFor()
    expect(await status.textContent()).toBe("")
    while ((await status.textContent()) === "") await page.clock.fastForward(10_000)
    expect(await status.textContent()).toMatch(/^[12] new events?\. said, .+: ok, \$/)
  })

  test("a login that has ended is said in a sentence", async () => {
    await page.route("**/api/events*", (route) => route.fulfill({ status: 401 }))
    await page.goto(`${dashboard.url}?view=failures`)
    await page.waitForSelector(".stats")
    await context.clearCookies()
    await page.getByRole("alert").first().waitFor()
    expect(await page.getByRole("alert").first().textContent()).toContain("no longer logged in")
  })
})

async function addCall(name: string): Promise<void> {
  const model = `maker/${name}`
  await dashboard.ledger.hold(callStart({ id: name, model, startedAt: new Date() }), fixedBound(9n), [])
  await dashboard.ledger.settle(name, settlement(5_000_000n, { model }))
}

/** Holds requests back until it is opened. */
function gateOf(): { pass: (route: Route) => Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return {
    pass: async (route) => {
      await promise
      await route.continue()
    },
    open: resolve,
  }
}
