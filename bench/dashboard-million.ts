// How soon the dashboard's page can be used over a ledger of a million calls and a million verdicts: `ralex dashboard` and
// Chromium as a person runs them. `bun bench/dashboard-million.ts [--rows 1000000] [--days 28,365]`
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import type { Browser, Page } from "playwright-core"
import { openLedger } from "../ledger/index.ts"
import { openBrowser } from "../scripts/pictures/browser.ts"
import { callStart, fixedBound, settlement } from "../test/ledger/sample-calls.ts"
import { fillFile } from "./fill-million.ts"

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000000" },
    days: { type: "string", default: "28,365" },
  },
})
const rows = Number(values.rows)
const runs = 5

/** What is opened, by the page's own addresses. */
const VIEWS = [
  ["overview, 24 hours", "?since=24h"],
  ["overview, 7 days", ""],
  ["overview, 30 days", "?since=30d"],
  ["overview, all", "?since="],
  ["activity, 7 days", "?view=activity"],
  ["sessions, 7 days", "?view=sessions"],
  ["one session", "?view=sessions&session=s2000"],
  ["models, 7 days", "?view=models"],
  ["failures, 7 days", "?view=failures"],
  ["blocked, 7 days", "?view=blocks"],
  ["blocked, all", "?view=blocks&since="],
  ["settings", "?view=settings"],
] as const

const LOADING_MS = 60_000

/** Of the page's own, in the functions that are called there. */
declare const document: {
  activeElement: unknown
  body: unknown
  querySelector: (selector: string) => { textContent: string } | null
}

interface Running {
  link: () => Promise<string>
  url: string
  stop: () => Promise<void>
}

async function startedDashboard(address: string, home: string): Promise<Running> {
  const words = [process.execPath, join(import.meta.dir, "..", "cli", "main.ts"), "dashboard", "--no-open"]
  const env = { HOME: home, RALEX_LEDGER: address }
  const options = { cwd: home, env, stderr: "ignore", stdout: "pipe" } as const
  const child = Bun.spawn([...words, "--port", "0"], options)
  const { value } = await child.stdout.getReader().read()
  const first = new TextDecoder().decode(value).trim()
  return {
    link: async () => (await Bun.spawn(words, options).stdout.text()).trim(),
    url: first.slice(0, first.indexOf("login")),
    stop: async () => {
      child.kill()
      await child.exited
    },
  }
}

interface Took {
  /** Until the page's frame was painted. */
  painted: number
  /** Until nothing loads any more, and the page has painted that. */
  shown: number
  /** After that, until a press of Tab had its effect: longer where the page is still at work. */
  answers: number
}

async function timesOf(browser: Browser, { link, url }: Running, search: string): Promise<Took[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  await page.goto(await link())
  await page.waitForSelector(".card", { timeout: LOADING_MS })
  const took: Took[] = []
  for (let run = 0; run < runs; run++) took.push(await timeOf(page, url + search))
  await context.close()
  return took
}

async function timeOf(page: Page, address: string): Promise<Took> {
  await page.goto(address, { waitUntil: "commit" })
  const loaded = await page.waitForFunction(timesOnceLoaded, undefined, {
    polling: "raf",
    timeout: LOADING_MS,
  })
  const { painted = Number.NaN, shown = Number.NaN } = (await loaded.jsonValue()) ?? {}
  const start = performance.now()
  await page.keyboard.press("Tab")
  await page.waitForFunction(() => document.activeElement !== document.body)
  return { painted, shown, answers: performance.now() - start }
}

/** Called in the page: milliseconds since its address was asked for, once all stands there. */
function timesOnceLoaded(): Pick<Took, "painted" | "shown"> | undefined {
  const paint = performance.getEntriesByName("first-contentful-paint")[0]
  const isLoaded = document.querySelector(".card") !== null && document.querySelector(".loading") === null
  return paint && isLoaded ? { painted: paint.startTime, shown: performance.now() } : undefined
}

/** Milliseconds from a call's settlement, in this process, to its model's name on the page. */
async function untilSeen(browser: Browser, { link, url }: Running, address: string): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(await link())
  await page.waitForSelector(".card", { timeout: LOADING_MS })
  await page.goto(`${url}?view=activity&since=24h`)
  await page.waitForSelector(".feed li", { timeout: LOADING_MS })
  await page.waitForSelector(".live .dot.good", { timeout: LOADING_MS })
  const ledger = await openLedger(address)
  const took: number[] = []
  for (let run = 0; run < runs; run++) {
    const model = `maker/fresh-${run}`
    const start = performance.now()
    await ledger.hold(callStart({ id: model, model, startedAt: new Date() }), fixedBound(9n), [])
    await ledger.settle(model, settlement(1_000n, { model }))
    await page.waitForFunction(
      (name) => document.querySelector(".feed")?.textContent.includes(name),
      `fresh-${run}`,
      { polling: 20 },
    )
    took.push(performance.now() - start)
  }
  await ledger.close()
  await page.close()
  return took
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

async function measure(browser: Browser, folder: string, days: number): Promise<void> {
  const path = join(folder, `ledger-${days}.db`)
  const address = `sqlite:${path}`
  await (await openLedger(address)).close()
  const hours = fillFile(path, rows, days)
  const running = await startedDashboard(address, folder)
  try {
    for (const [name, search] of VIEWS) {
      const took = await timesOf(browser, running, search)
      const of = (key: keyof Took) => `${Math.round(median(took.map((each) => each[key])))}`
      const slowest = Math.round(Math.max(...took.map(({ shown }) => shown)))
      console.log(
        `| ${days} | ${hours} | ${name} | ${of("painted")} | ${of("shown")} | ${slowest} | ${of("answers")} |`,
      )
    }
    const seen = await untilSeen(browser, running, address)
    console.log(
      `\n${days} days: a new call is on the page after ${Math.round(median(seen))} ms (at most ${Math.round(Math.max(...seen))}).\n`,
    )
  } finally {
    await running.stop()
    rmSync(path)
  }
}

const folder = mkdtempSync(join(tmpdir(), "ralex-bench-"))
const browser = await openBrowser()
try {
  console.log(
    `${rows} calls and as many verdicts; milliseconds, median of ${runs} loads; load before: ${loadavg()[0]?.toFixed(2)}\n`,
  )
  console.log(
    "| days | rows of hours | view | painted | shown | slowest | answers |\n|---|---|---|---|---|---|---|",
  )
  for (const days of (values.days ?? "").split(",").map(Number)) await measure(browser, folder, days)
} finally {
  await browser.close()
  rmSync(folder, { recursive: true })
}
