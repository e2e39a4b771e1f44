// Makes the dashboard's pictures in docs/pictures/: `bun scripts/make-pictures.ts`. Needs Chromium.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { openBrowser } from "./pictures/browser.ts"
import { openDemoDashboard } from "./pictures/demo-dashboard.ts"
import { fillDemoLedger } from "./pictures/demo-ledger.ts"

const folder = join(import.meta.dir, "..", "docs", "pictures")
const WIDE = { width: 1280, height: 900 }
const PHONE = { width: 390, height: 844 }

const PICTURES = [
  { name: "dashboard-light", search: "", size: WIDE, colorScheme: "light" },
  { name: "dashboard-dark", search: "", size: WIDE, colorScheme: "dark" },
  { name: "dashboard-phone", search: "", size: PHONE, colorScheme: "light" },
  { name: "dashboard-session", search: "?view=sessions&session=ses_hop5", size: WIDE, colorScheme: "light" },
] as const

mkdirSync(folder, { recursive: true })
const only = process.argv.slice(2)
const dashboard = await openDemoDashboard((ledger) => fillDemoLedger(ledger, new Date()))
const browser = await openBrowser()
try {
  for (const { name, search, size, colorScheme } of PICTURES) {
    if (only.length > 0 && !only.includes(name)) continue
    const page = await browser.newPage({ viewport: size, colorScheme })
    await page.goto(dashboard.link())
    await page.waitForSelector("h1")
    await page.goto(dashboard.url + search)
    await page.waitForSelector(".card")
    await page.waitForSelector(".loading", { state: "detached" })
    await page.waitForTimeout(300)
    await page.screenshot({ path: join(folder, `${name}.png`) })
    console.log(`docs/pictures/${name}.png`)
    await page.close()
  }
} finally {
  await browser.close()
  await dashboard.stop()
}
