// The verified cascade in the real binary: cheap first, checked by the project's own test, dearer only on proof.
import { afterEach, expect, test } from "bun:test"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { hashOf } from "../../config/index.ts"
import { openLedger } from "../../ledger/index.ts"
import { type CodingModel, type Reply, script, toolResults } from "../../simulator/index.ts"
import { type Sandbox, sandbox } from "./sandbox.ts"

const ASK = "fix the typo in src/greet.txt"
const VERIFY = "grep -q hello src/greet.txt || { echo GREET_IS_WRONG; exit 1; }"
const CLAIM = "The typo is fixed and all is well."

let box: Sandbox
afterEach(() => box.stop())

const edit = (oldString: string, newString: string): Reply => ({
  toolCalls: [{ name: "edit", arguments: { filePath: join(box.project, "src/greet.txt"), oldString, newString } }],
})

/** The cheap model edits wrongly and claims success; a smart one that reads the failure mends it. */
const models: CodingModel = script((request) => {
  const done = toolResults(request).length
  if (!request.model?.startsWith("anthropic/")) return done === 0 ? edit("helo", "hullo") : { text: CLAIM }
  const told = JSON.stringify(request.messages).includes("GREET_IS_WRONG")
  if (!told) return { text: "I was not told what failed." }
  return done === 0 ? edit("hullo", "hello") : { text: "Now it is right." }
})

const yaml = (run: string, more = "") => `verify:\n  run: '${run}'\n${more}`

async function start(user: string, model = models, files: Record<string, string> = {}): Promise<void> {
  box = await sandbox({ model, user, files: { "src/greet.txt": "helo\n", ...files } })
}

const run = (args: string[] = []) => box.run(ASK, { args: ["--title", "cascade", ...args] })
const asked = () => box.simulator.requests().map(({ body }) => body.model ?? "")

async function calls() {
  const ledger = await openLedger(box.ledger)
  const rows = await ledger.calls({})
  await ledger.close()
  return rows
}

test("a failed verification raises the tier in the same session, a passed one ends it without a model call", async () => {
  await start(yaml(VERIFY))
  const { code, stdout, stderr } = await run()
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining("goes on with the smart tier") })
  expect(stdout).toContain("Verified: `grep -q hello")
  expect(box.file("src/greet.txt")).toBe("hello\n")
  expect(asked().map((model) => model.split("/")[0])).toEqual(["google", "google", "anthropic", "anthropic"])
  const rows = (await calls()).toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime())
  expect(rows.map(({ cause, tier }) => [cause, tier])).toEqual([
    ["classified", "cheap"],
    ["held", "cheap"],
    ["raised", "smart"],
    ["held", "smart"],
  ])
  expect(rows[2]?.signals).toEqual(["raised from cheap to smart: the project's verification failed"])
  const sent = JSON.stringify(box.simulator.requests().map(({ body }) => body))
  expect(sent).not.toContain("ralex_verify")
})
