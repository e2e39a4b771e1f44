// The Chromium of this machine, driven by playwright-core over a WebSocket of Bun's own: through the pipe that Playwright
// would use, Bun 1.3 now and then ends the conversation.
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Browser, type ConnectOverCDPTransport, chromium } from "playwright-core"

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]

/** undefined where there is none. CHROMIUM_PATH names another. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH
  return [...(given ? [given] : []), ...PLACES].find((path) => existsSync(path))
}

/** `close` ends Chromium too. @throws {Error} where there is no Chromium. */
export async function openBrowser(): Promise<Browser> {
  const path = findChromium()
  if (!path) throw new Error("There is no Chromium; install Debian's package chromium, or set CHROMIUM_PATH.")
  const profile = mkdtempSync(join(tmpdir(), "ralex-chromium-"))
  const child = Bun.spawn([path, ...argumentsFor(profile)], {
    ...{ stdin: "ignore", stdout: "ignore", stderr: "pipe" },
    onExit: () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }),
  })
  const kill = () => child.kill()
  process.once("exit", kill)
  const browser = await chromium.connectOverCDP(await connected(await addressIn(child.stderr)), {
    isLocal: true,
  })
  const disconnect = browser.close.bind(browser)
  browser.close = async () => {
    await disconnect()
    process.off("exit", kill)
    kill()
    await child.exited
  }
  return browser
}

function argumentsFor(profile: string): string[] {
  return [
    "--headless",
    "--remote-debugging-port=0",
    `--user-data-dir=${profile}`,
    // Chromium as root has no sandbox of its own.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--password-store=basic",
    "--use-mock-keychain",
    "about:blank",
  ]
}

const MOST_SAID = 100_000

/** Chromium says on stderr where it listens, and other things, which are read and forgotten. */
async function addressIn(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const read = async () => {
    const decoder = new TextDecoder()
    let said = ""
    for await (const chunk of stderr) {
      if (said.length < MOST_SAID) said += decoder.decode(chunk, { stream: true })
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (address) resolve(address)
    }
    reject(new Error(`Chromium ended: ${said.slice(-1_000)}`))
  }
  read().catch(reject)
  return promise
}

async function connected(address: string): Promise<ConnectOverCDPTransport> {
  const socket = new WebSocket(address)
  const transport: ConnectOverCDPTransport = {
    send: (message) => socket.send(JSON.stringify(message)),
    close: () => socket.close(),
  }
  socket.onmessage = ({ data }) => transport.onmessage?.(JSON.parse(String(data)))
  socket.onclose = ({ reason }) => transport.onclose?.(reason)
  const { promise, resolve, reject } = Promise.withResolvers<ConnectOverCDPTransport>()
  socket.onopen = () => resolve(transport)
  socket.onerror = () => reject(new Error("Chromium does not answer."))
  return promise
}
