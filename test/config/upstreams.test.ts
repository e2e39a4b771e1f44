// The person's own endpoints in ralex.yaml: what is read, what is refused, who may name them, and where their keys stay.
import { afterAll, afterEach, describe, expect, test } from "bun:test"
import { join } from "node:path"
import {
  configSchema,
  forgetPrintedKey,
  runtimeSlot,
  type UpstreamConfig,
  upstreamKey,
} from "../../config/index.ts"
import { machine, removeMachines } from "./sample-machine.ts"

afterAll(removeMachines)

const free = "{ inputUsdPerMillion: 0, outputUsdPerMillion: 0, context: 32768 }"

function local(more: string): string {
  return `upstreams:\n  local:\n    models: { "qwen3:30b": ${free} }\n    ${more}\n`
}

test("an endpoint needs its address, and prices that are written; the rest has defaults", () => {
  const it = machine()
  it.user(`${local("baseUrl: http://127.0.0.1:11434/v1")}tiers: { cheap: ["local/qwen3:30b"] }`)
  const { config, error } = it.load()
  expect(error).toBeUndefined()
  expect(config.tiers.cheap).toEqual(["local/qwen3:30b"])
  expect(config.upstreams.local?.models["qwen3:30b"]).toEqual({
    inputUsdPerMillion: 0,
    outputUsdPerMillion: 0,
    context: 32_768,
    maxOutput: 8_192,
    tools: true,
  })
  it.user("upstreams: { local: { baseUrl: 'http://127.0.0.1/v1', models: { a: { context: 10 } } } }")
  expect(it.load().error).toContain("inputUsdPerMillion")
})

describe("what can not be used is refused, without repeating what may be a secret", () => {
  const url = "baseUrl: http://a.example"

  test.each([
    [
      "a password in the address",
      local("baseUrl: http://me:S3CRET@127.0.0.1/v1"),
      "a URL without a password",
    ],
    ["no http", local("baseUrl: file:///S3CRET"), "an http or https URL"],
    [
      "a key in place of its variable",
      local(`apiKeyEnv: sk-S3CRET\n    ${url}`),
      "the name of an environment",
    ],
    ["OpenRouter's own name", local(url).replace("local:", "openrouter:"), "another name"],
    ["a name with a slash", local(url).replace("local:", "a/b:"), "small letters"],
  ])("%s", (_what, text, expected) => {
    const it = machine()
    it.user(text)
    const { error } = it.load()
    expect(error).toContain(expected)
    expect(error).not.toContain("S3CRET")
  })
})

test("a project's file names no upstream, even where its content is trusted, which is said", () => {
  const it = machine()
  it.user(local("baseUrl: http://127.0.0.1:1/v1\n    apiKeyEnv: MINE"))
  const content = local("baseUrl: http://elsewhere.example/v1")
  it.file("ralex.yaml", content)
  expect(it.load().config.upstreams.local?.baseUrl).toBe("http://127.0.0.1:1/v1")
  it.trust(content)
  const { config, notices } = it.load()
  expect(config.upstreams.local).toMatchObject({ baseUrl: "http://127.0.0.1:1/v1", apiKeyEnv: "MINE" })
  expect(notices).toEqual([expect.stringContaining("ignores upstreams in ")])
})

describe("a key", () => {
  const home = process.cwd()
  afterEach(() => {
    runtimeSlot().upstreamKeys.clear()
    runtimeSlot().printedKeys.clear()
  })

  test("is not needed where none is named", async () => {
    expect(await upstreamKey({}, home)).toEqual({ kind: "none" })
  })

  test("that is not there is missing, and its variable is named", async () => {
    const missing = { kind: "missing", reason: "NOT_THERE is not set" } as const
    expect(await upstreamKey({ apiKeyEnv: "NOT_THERE" }, home)).toEqual(missing)
  })

  test("is what its command prints first, asked once until it is no longer taken", async () => {
    const given: Pick<UpstreamConfig, "apiKeyCommand"> = {
      apiKeyCommand: "od -An -N8 -tx1 /dev/urandom | tr -d ' '; echo more",
    }
    const first = await upstreamKey(given, home)
    expect(first).toEqual({ kind: "key", value: expect.stringMatching(/^[0-9a-f]{16}$/) })
    expect(await upstreamKey(given, home)).toEqual(first)
    forgetPrintedKey(given)
    expect(await upstreamKey(given, home)).not.toEqual(first)
  })

  test.each([
    ["exit 1", "ended with exit code 1"],
    ["true", "printed no key"],
    ["echo key; exit 1", "ended with exit code 1"],
    ["no-such-program-9", "names a program that is not there (exit code 127)"],
    ["kill -9 $$", "was ended by SIGKILL"],
  ])("that its command does not print (%s) is missing, and why is said", async (apiKeyCommand, why) => {
    const missing = { kind: "missing", reason: `its apiKeyCommand ${why}` } as const
    expect(await upstreamKey({ apiKeyCommand }, home)).toEqual(missing)
  })

  test("of a variable is known to Ralex, and to no child process, nor in /proc", async () => {
    const index = join(import.meta.dir, "../../config/index.ts")
    const corp = { baseUrl: "https://a.example/v1", apiKeyEnv: "CORP_KEY", models: {} }
    const { upstreams } = configSchema.parse({ upstreams: { corp } })
    const script = `
      const { captureUpstreamKeys, secretNames, upstreamKey } = await import(${JSON.stringify(index)})
      const upstreams = ${JSON.stringify(upstreams)}
      await captureUpstreamKeys(upstreams, process.env)
      await captureUpstreamKeys(upstreams, process.env)
      const proc = process.platform === "linux" ? await Bun.file("/proc/self/environ").text() : ""
      const child = Bun.spawnSync([process.execPath, "-e", "console.log(JSON.stringify(process.env))"]).stdout.toString()
      const key = await upstreamKey(upstreams.corp, "/")
      console.log(JSON.stringify({ key, proc, child, left: process.env.CORP_KEY, secret: secretNames().includes("CORP_KEY") }))`
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: "/home/me",
      CORP_KEY: "corp-0123456789",
      OTHER: "stays",
    }
    const ran = Bun.spawn([process.execPath, "-e", script], { env, stdout: "pipe", stderr: "inherit" })
    const seen = JSON.parse(await new Response(ran.stdout).text()) as Record<string, unknown>
    expect(seen).toMatchObject({ key: { kind: "key", value: "corp-0123456789" }, secret: true })
    expect(seen.left).toBeUndefined()
    expect(seen.child).not.toContain("corp-0123456789")
    expect(seen.child).toContain("stays")
    expect(seen.proc).not.toContain("corp-0123456789")
  })
})
