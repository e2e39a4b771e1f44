// An OpenCode that does not end, behind a wrapper as npm puts one there, is left after its time.
import { afterAll, expect, setDefaultTimeout, test } from "bun:test"
import { askOpencode } from "../../cli/doctor/find-opencode.ts"
import { createSandbox, HANG_MS } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

const sandbox = createSandbox()
afterAll(() => sandbox.remove())

test.each([
  ["does not end", "sleep 3600\nexit 0", undefined],
  ["fails", "echo 1.18.33\nexit 3", undefined],
  ["answers", "echo 1.18.33", "1.18.33\n"],
])("one that %s", async (_name, script, said) => {
  const folder = sandbox.program("opencode", `#!/bin/sh\n${script}\n`)
  const context = { variables: { PATH: process.env.PATH ?? "" } }
  const question = { words: ["--version"], cwd: sandbox.project, timeoutMs: 500 }
  expect(await askOpencode(`${folder}/opencode`, context, question)).toBe(said)
})
