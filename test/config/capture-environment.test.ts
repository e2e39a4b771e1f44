// Secrets are read once and then gone: from the process's variables, from its children's, and from /proc.
import { describe, expect, test } from "bun:test"
import { join } from "node:path"

const secrets = {
  OPENROUTER_API_KEY: "sk-or-v1-one-secret-key",
  OPENROUTER_API_KEYS: "sk-or-v1-two-secret-key,sk-or-v1-three-secret-key",
  RALEX_LEDGER: "sqlite:/tmp/with-a-pass-word.db",
  RALEX_WEBHOOK_SECRET: "a-webhook-secret",
  OPENCODE_SERVER_PASSWORD: "a-server-pass-word",
}

interface Seen {
  captured: {
    environment: { apiKeys: string[]; ledger: string; webhookSecret?: string; budgets: object; mode?: string }
    error?: string
  }
  again: Seen["captured"]
  left: Record<string, string>
  child: string
  proc: string
}

/** Captures in a process of its own, and tells what can then be seen. */
async function capture(variables: Record<string, string>): Promise<Seen> {
  const module = join(import.meta.dir, "../../config/index.ts")
  const script = `
    import { captureEnvironment } from ${JSON.stringify(module)}
    const captured = await captureEnvironment(process.env)
    const again = await captureEnvironment(process.env)
    const proc = process.platform === "linux" ? await Bun.file("/proc/self/environ").text() : ""
    const child = Bun.spawnSync([process.execPath, "-e", "console.log(JSON.stringify(process.env))"]).stdout.toString()
    console.log(JSON.stringify({ captured, again, left: process.env, child, proc }))`
  const env = { PATH: process.env.PATH ?? "", HOME: "/home/me", ...variables }
  const ran = Bun.spawn([process.execPath, "-e", script], { env, stdout: "pipe", stderr: "inherit" })
  return JSON.parse(await new Response(ran.stdout).text()) as Seen
}

describe("capturing", () => {
  test("the secrets are known to Ralex, and to nobody else", async () => {
    const { captured, again, left, child, proc } = await capture({ ...secrets, RALEX_BUDGET_DAILY: "5" })
    expect(captured.environment).toMatchObject({
      apiKeys: secrets.OPENROUTER_API_KEYS.split(","),
      ledger: secrets.RALEX_LEDGER,
      webhookSecret: secrets.RALEX_WEBHOOK_SECRET,
      budgets: { daily: 5 },
    })
    expect(again).toEqual(captured)
    const { OPENCODE_SERVER_PASSWORD: kept, ...gone } = secrets
    expect(left.OPENCODE_SERVER_PASSWORD).toBe(kept) // OpenCode needs it; shell.env takes it from the model's commands
    for (const [name, value] of Object.entries(gone)) {
      expect(left[name]).toBeUndefined()
      expect(child).not.toContain(value)
    }
    if (process.platform !== "linux") return
    expect(proc).toContain("RALEX_BUDGET_DAILY=5")
    for (const value of Object.values(secrets)) expect(proc).not.toContain(value)
  })

  test("a value that can not be read is told, the readable rest is kept, and the secrets go all the same", async () => {
    const { captured, left, proc } = await capture({
      ...secrets,
      RALEX_BUDGET_DAILY: "five",
      RALEX_MODE: "guard",
    })
    expect(captured.error).toContain('RALEX_BUDGET_DAILY is "five"')
    expect(captured.environment).toMatchObject({ ledger: secrets.RALEX_LEDGER, budgets: {} })
    expect(left.OPENROUTER_API_KEY).toBeUndefined()
    expect(proc).not.toContain(secrets.OPENROUTER_API_KEY)
  })

  test("without secrets there is nothing to wipe", async () => {
    const { captured, proc } = await capture({})
    expect(captured).toMatchObject({ environment: { apiKeys: [] } })
    if (process.platform === "linux") expect(proc).toContain("HOME=/home/me")
  })

  test("a secret of many pages leaves nothing behind either", async () => {
    const long = Array.from({ length: 200 }, (_, index) => `sk-or-v1-${index}-${"k".repeat(30)}-end`).join(
      ",",
    )
    const { captured, proc } = await capture({ OPENROUTER_API_KEYS: long })
    expect(captured.environment.apiKeys).toHaveLength(200)
    expect(proc.includes("-end")).toBe(false)
  })
})
