// The Chromium of this machine, driven by playwright-core.
import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** undefined where there is none. CHROMIUM_PATH names another. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH
  return [...(given ? [given] : []), ...PLACES].find((path) => existsSync(path))
}

/** @throws {Error} where there is no Chromium. */
export function openBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath)
    throw new Error("There is no Chromium; install Debian's package chromium, or set CHROMIUM_PATH.")
  // Chromium as root has no sandbox of its own.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : []
  return chromium.launch({ executablePath, args: [...args, "--disable-dev-shm-usage", "--hide-scrollbars"] })
}
