// A key that a command prints: when it is asked, what comes before it, and how a key is replaced while OpenCode runs.
import { afterEach, expect, test } from "bun:test"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { openRouterKeys, runtimeSlot } from "../../config/index.ts"
import { keyIdOf } from "../../ledger/index.ts"
import { steps } from "../../simulator/index.ts"
import { closeStages, type Stage, type StageGiven, stage } from "./stage.ts"

afterEach(async () => {
  runtimeSlot().printedKeys.clear()
  await closeStages()
})

const OLD = `sk-or-v1-${"1".repeat(64)}`
const NEW = `sk-or-v1-${"2".repeat(64)}`
/** Says what is in the file, and notes that it was asked. */
const apiKeyCommand = "echo >> asked; cat key"

interface Manager extends Stage {
  /** What the password manager holds. */
  put: (key: string) => void
  /** How often it was asked. */
  times: () => number
  sent: () => string[]
}

async function manager(key: string | undefined, given: StageGiven = {}): Promise<Manager> {
  const model = steps([{ text: "It is done." }])
  const it = await stage({ simulator: { model, keys: [NEW] }, ...given })
  const { environment } = it.instance
  const { home } = environment.paths
  Object.assign(it.instance, openRouterKeys(environment, { apiKeyCommand }))
  const put = (value: string) => writeFileSync(join(home, "key"), `${value}\n`)
  if (key !== undefined) put(key)
  return {
    ...it,
    put,
    times: () => (existsSync(join(home, "asked")) ? readFileSync(join(home, "asked"), "utf8").length : 0),
    sent: () =>
      it.simulator.requests().map(({ headers }) => (headers.authorization ?? "").replace("Bearer ", "")),
  }
}

test("it is asked at the first call, once for all sessions, two at the same time included", async () => {
  const it = await manager(NEW)
  expect(it.times()).toBe(0)
  await Promise.all([it.call({ model: "cheap" }), it.call({ model: "cheap", session: "ses_2" })])
  await it.call({ model: "cheap", session: "ses_3" })
  expect(it.times()).toBe(1)
  expect(new Set(it.sent())).toEqual(new Set([NEW]))
})

test("a key that is replaced while OpenCode runs: the refused one is asked for anew, and the call goes through", async () => {
  const it = await manager(OLD, { simulator: { model: steps([{ text: "It is done." }]), keys: [OLD, NEW] } })
  await it.call({ model: "cheap" })
  it.put(NEW)
  it.simulator.fail({ kind: "status", status: 401, message: "User not found.", key: OLD, times: 9 })
  expect((await it.call({ model: "cheap" })).text).toBe("It is done.")
  expect([it.times(), it.sent()]).toEqual([2, [OLD, OLD, NEW]])
  await it.call({ model: "cheap", session: "ses_2" })
  expect(it.times()).toBe(2)
  const rows = await it.calls()
  expect(rows.map(({ keyId, status }) => [keyId, status])).toEqual(
    [OLD, OLD, NEW, NEW].map((key) => [keyIdOf(key), "settled"]),
  )
  const everything = JSON.stringify([it.told, rows], (_key, value) => String(value))
  for (const key of [OLD, NEW]) expect(everything).not.toContain(key.slice(9))
})

test("one that is refused and has no other is asked for anew once a call, and the call ends", async () => {
  const it = await manager(OLD)
  const { message } = await it.refused({ model: "cheap" })
  expect(message).toContain("does not accept the key")
  expect([it.times(), it.sent()]).toEqual([2, [OLD]])
})

test("a command that prints none: no call, why is said, and the next call asks again", async () => {
  const it = await manager(undefined)
  const { message } = await it.refused({ model: "cheap" })
  expect(message).toContain("its apiKeyCommand ended with exit code 1. Run the command of apiKeyCommand")
  expect(it.sent()).toEqual([])
  it.put(NEW)
  expect((await it.call({ model: "cheap" })).text).toBe("It is done.")
})

test("the environment's key comes before it, and it before the stored login", async () => {
  const it = await manager(NEW)
  const { environment } = it.instance
  const stored = join(environment.paths.opencodeData, "auth.json")
  mkdirSync(environment.paths.opencodeData, { recursive: true })
  writeFileSync(stored, JSON.stringify({ openrouter: { type: "api", key: "stored" } }))
  const named = openRouterKeys({ ...environment, apiKeys: ["named"] }, { apiKeyCommand })
  expect([named.apiKeys(), named.printKey]).toEqual([["named"], undefined])
  await it.call({ model: "cheap" })
  expect(it.sent()).toEqual([NEW])
  expect(openRouterKeys(environment, {}).apiKeys()).toEqual(["stored"])
})

test("a login that is replaced while OpenCode runs is used at once", async () => {
  const it = await manager(undefined)
  const { environment } = it.instance
  const { opencodeData } = environment.paths
  mkdirSync(opencodeData, { recursive: true })
  const login = (key: string) =>
    writeFileSync(join(opencodeData, "auth.json"), JSON.stringify({ openrouter: { type: "api", key } }))
  Object.assign(it.instance, { printKey: undefined }, openRouterKeys(environment, {}))
  login(OLD)
  await it.refused({ model: "cheap" })
  login(NEW)
  expect((await it.call({ model: "cheap" })).text).toBe("It is done.")
  expect(it.times()).toBe(0)
})
