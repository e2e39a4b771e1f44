// `ralex dashboard` as a person runs it: its link, its end, a second one, and what it says when it can not.
import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { dashboardDocumentSchema } from "../../cli/contract.ts"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"
import { seedLedger } from "./seed-ledger.ts"

let machine: Sandbox

beforeEach(() => {
  machine = createSandbox()
})
afterEach(() => machine.remove())

const ANY_PORT = ["dashboard", "--port", "0", "--no-open", "--json"]

/** Runs it until it has printed its document. */
async function started(words = ANY_PORT, env: Record<string, string> = {}) {
  const child = machine.start(words, { env })
  let text = ""
  const reader = child.stdout.getReader()
  while (!text.includes("\n}\n")) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`it ended: ${await child.stderr.text()}`)
    text += new TextDecoder().decode(value)
  }
  const end = async (signal: NodeJS.Signals = "SIGINT") => {
    child.kill(signal)
    return { code: await child.exited, err: await child.stderr.text() }
  }
  return { document: dashboardDocumentSchema.parse(JSON.parse(text)), end }
}

const notes = () => readdirSync(join(machine.data, "dashboards"))

describe("ralex dashboard", () => {
  test(
    "its link opens it, metrics have their token, and Ctrl-C ends it cleanly",
    async () => {
      mkdirSync(machine.data, { recursive: true })
      await seedLedger(join(machine.data, "ledger.db"), new Date())
      const { document, end } = await started()
      expect(document.wasRunning).toBe(false)
      expect(document.link).toStartWith(`${document.url}login?code=`)
      expect(document.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/d\/[\w-]{22}\/$/)
      const Cookie = (await fetch(document.link)).headers.get("set-cookie")?.split(";")[0] ?? ""
      expect((await fetch(document.link)).status).toBe(401)
      const overview = await fetch(`${document.url}api/overview.json`, { headers: { Cookie } })
      expect(await overview.json()).toMatchObject({ totals: { calls: 3 } })
      const page = await fetch(document.url, { headers: { Cookie } })
      expect(await page.text()).toStartWith("<!doctype html>")
      const { url, tokenFile } = document.metrics
      const Authorization = `Bearer ${readFileSync(tokenFile, "utf8")}`
      expect((await fetch(url, { headers: { Authorization } })).status).toBe(200)
      expect(statSync(join(machine.data, "dashboards", notes()[0] ?? "")).mode & 0o777).toBe(0o600)
      const { code, err } = await end()
      expect([code, notes()]).toEqual([0, []])
      expect(err).toBe(
        "The dashboard opens by this link once, within ten minutes; `ralex dashboard` makes another. Ctrl-C ends it.\n",
      )
      expect(await fetch(document.url).catch(() => "gone")).toBe("gone")
    },
    HANG_MS,
  )

  test(
    "a second one makes a link to the first, and does not change it",
    async () => {
      const { document, end } = await started()
      const second = await machine.ralex(["dashboard", "--no-open"])
      expect(second).toMatchObject({ code: 0, err: expect.stringContaining("It runs already.") })
      expect(second.out).toStartWith(document.url)
      expect((await fetch(second.out.trim())).status).toBe(200)
      expect((await fetch(document.link)).status).toBe(200)
      const other = await machine.ralex(["dashboard", "--no-open", "--port", "1"])
      expect(other).toMatchObject({ code: 2, err: expect.stringContaining("runs at http://127.0.0.1:") })
      expect((await end("SIGTERM")).code).toBe(0)
    },
    HANG_MS,
  )

  test(
    "what listens where one had been is not believed, and learns nothing",
    async () => {
      const { document, end } = await started()
      const [note = ""] = notes()
      const file = join(machine.data, "dashboards", note)
      const kept = readFileSync(file, "utf8")
      await end()
      const heard: string[] = []
      const impostor = Bun.serve({
        port: Number(new URL(document.url).port),
        hostname: "127.0.0.1",
        fetch: (request) => {
          heard.push(`${request.url} ${JSON.stringify(Object.fromEntries(request.headers))}`)
          return Response.json({ proof: "x".repeat(43) })
        },
      })
      writeFileSync(file, kept)
      const again = await started()
      await impostor.stop(true)
      expect(again.document.wasRunning).toBe(false)
      expect(heard).toHaveLength(1)
      for (const name of ["dashboard-key", "metrics-token"])
        expect(heard[0]).not.toContain(readFileSync(join(machine.data, name), "utf8"))
      await again.end()
    },
    HANG_MS,
  )

  test(
    "it warns when other machines can reach it, and still asks for the link",
    async () => {
      const { document, end } = await started([...ANY_PORT, "--host", "0.0.0.0"])
      expect((await fetch(document.url)).status).toBe(401)
      expect((await fetch(document.link)).status).toBe(200)
      expect((await end()).err).toContain("Warning: other machines can reach this dashboard.")
    },
    HANG_MS,
  )

  test("a port in use, and what is no port or address, are told in a sentence", async () => {
    const other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() })
    const inUse = await machine.ralex(["dashboard", "--no-open", "--port", String(other.port)])
    const { port: taken } = other
    await other.stop(true)
    expect(inUse).toMatchObject({ code: 3, out: "" })
    expect(inUse.err).toContain(
      `Port ${taken} is in use by another program, or not yours to listen on; choose another one`,
    )
    expect(existsSync(join(machine.data, "dashboards"))).toBe(false)
    for (const port of ["http", "-1", "65536", "1.5"])
      expect(await machine.ralex(["dashboard", "--no-open", `--port=${port}`])).toMatchObject({ code: 2 })
    const nowhere = await machine.ralex(["dashboard", "--no-open", "--host", "192.0.2.1", "--port", "0"])
    expect(nowhere).toMatchObject({ code: 3, err: expect.stringContaining("can not listen on 192.0.2.1") })
  })

  test("a broken configuration is told at the start", async () => {
    mkdirSync(dirname(machine.userConfig), { recursive: true })
    writeFileSync(machine.userConfig, "budgets: { daily: much }\n")
    const ran = await machine.ralex(["dashboard", "--no-open", "--port", "0"])
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("budgets.daily") })
  })
})
