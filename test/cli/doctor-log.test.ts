// What the doctor says of the request log.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { doctorDocumentSchema } from "../../cli/contract.ts"
import { createSandbox, type Sandbox } from "./sandbox.ts"

let sandbox: Sandbox
beforeAll(() => {
  sandbox = createSandbox()
})
afterAll(() => sandbox.remove())

async function finding(env: Record<string, string> = {}) {
  const { out } = await sandbox.ralex(["doctor", "--offline", "--json"], { env })
  return doctorDocumentSchema.parse(JSON.parse(out)).findings.find(({ id }) => id === "log")
}

test("it says where the log is and what it holds", async () => {
  const folder = join(sandbox.data, "log")
  expect(await finding()).toMatchObject({
    level: "ok",
    message: `The request log is in ${folder} (metadata, no content; 0.0 of at most 64 MB).`,
  })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "requests.jsonl"), "x".repeat(2_500_000))
  expect(await finding({ RALEX_LOG: "full" })).toMatchObject({
    level: "ok",
    message: expect.stringContaining("(messages and answers without their secrets; 2.5 of at most 64 MB)"),
  })
})

test("it says that there is none", async () => {
  expect(await finding({ RALEX_LOG: "off" })).toMatchObject({
    level: "ok",
    message: "The request log is off.",
  })
})
