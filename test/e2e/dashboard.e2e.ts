// The dashboard's page in a real Chromium, beside a real `opencode run`: what happens is there while it happens.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { dashboardDocumentSchema } from "../../cli/contract.ts"
import { openLedger } from "../../ledger/index.ts"
import { findChromium, openBrowser } from "../../scripts/pictures/browser.ts"
import { steps } from "../../simulator/index.ts"
import { bash } from "./replies.ts"
import { CHECKOUT, type Sandbox, sandbox, writeAt } from "./sandbox.ts"

const missing = findChromium() === undefined
if (missing) console.log("Chromium is not installed: the dashboard beside opencode is not tested.")
const describeBrowser = missing && process.env.RALEX_REQUIRE_ALL !== "1" ? describe.skip : describe

/** What the model wants run: it ends when the test lets it. */
const WAIT = "until [ -e seen ]; do sleep 0.2; done"
const BLOCKED = "git reset --hard && rm -rf ~"

describeBrowser("the dashboard beside a real opencode", () => {
  let box: Sandbox
  let browser: Browser
  let page: Page
  let server: ReturnType<typeof startServer>
  let url: string

  beforeAll(async () => {
    box = await sandbox({
      model: steps([bash(WAIT), bash(BLOCKED), { text: "It is done." }]),
      user: "budgets: { daily: 5 }\n",
    })
    server = startServer(box)
    const document = dashboardDocumentSchema.parse(JSON.parse(await firstDocument(server.stdout)))
    url = document.url
    browser = await openBrowser()
    page = await browser.newPage()
    await page.goto(document.link)
    await page.waitForSelector("h1")
  })
  afterAll(async () => {
    await browser?.close()
    server?.kill()
    await server?.exited
    await box?.stop()
  })

  test("calls, blocks and money appear by themselves while it works, and are what the ledger says", async () => {
    await page.goto(`${url}?view=activity`)
    await page.getByText("Nothing yet.").waitFor()
    await page.locator(".live .dot.good").waitFor()
    let hasEnded = false
    const run = box.run("fix the typo in README.md", { args: ["--title", "live"] }).finally(() => {
      hasEnded = true
    })
    const calls = page.locator(".feed li.call", { hasText: "gemini-3.8-flash" })
    await calls.first().getByText("ok").waitFor()
    expect(hasEnded).toBe(false)
    writeAt(join(box.project, "seen"), "")
    expect(await run).toMatchObject({ code: 0, stdout: expect.stringContaining("It is done.") })
    await page.locator(".feed li.verdict", { hasText: BLOCKED }).waitFor()

    const ledger = await openLedger(box.ledger)
    const rows = await ledger.calls({})
    await ledger.close()
    await calls.nth(rows.length - 1).waitFor()
    expect(await calls.count()).toBe(rows.length)
    const spentUsd = Number(rows.reduce((sum, { costNano }) => sum + costNano, 0n)) / 1e9
    expect(spentUsd).toBeGreaterThan(0)

    await page.getByRole("link", { name: "Overview" }).click()
    await page
      .locator(".stat", { hasText: "Calls" })
      .getByText(String(rows.length), { exact: true })
      .waitFor()
    const overview = await page.context().request.get(`${url}api/overview.json`)
    expect((await overview.json()).totals.spentUsd).toBeCloseTo(spentUsd, 9)

    await page.getByRole("link", { name: "Sessions" }).click()
    await page.locator("tbody th a").first().click()
    const turn = page.locator("li.turn")
    await turn.first().waitFor()
    expect(await turn.count()).toBe(1)
    expect(await turn.textContent()).toContain(BLOCKED)
  })
})

/** `ralex dashboard` of that machine. */
function startServer({ env, project }: Sandbox) {
  const words = ["dashboard", "--port", "0", "--no-open", "--json"]
  return Bun.spawn([process.execPath, join(CHECKOUT, "cli", "main.ts"), ...words], {
    ...{ cwd: project, env },
    ...({ stdin: "ignore", stdout: "pipe", stderr: "inherit" } as const),
  })
}

async function firstDocument(stdout: ReadableStream<Uint8Array>): Promise<string> {
  let text = ""
  for await (const part of stdout) {
    text += new TextDecoder().decode(part)
    if (text.endsWith("\n}\n")) break
  }
  return text
}
