// `ralex check` and `ralex doctor` with a person's own rules, exceptions and denials, and with mistakes in them.
import { afterEach, expect, setDefaultTimeout, test } from "bun:test"
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

const made: Sandbox[] = []
afterEach(() => {
  for (const it of made.splice(0)) it.remove()
})

/** With a ralex.yaml of the person's own, and a pack beside it. */
function person(safety: object, pack = "") {
  const it = createSandbox()
  made.push(it)
  mkdirSync(dirname(it.userConfig), { recursive: true })
  writeFileSync(it.userConfig, JSON.stringify({ safety }))
  writeFileSync(join(dirname(it.userConfig), "team.yaml"), pack)
  return it
}

const rule = {
  id: "team.deploy",
  severity: "high",
  match: { program: "deploy" },
  reason: "Only people deploy.",
  examples: { block: ["deploy --production"], allow: ["echo deploy"] },
}

test("check obeys the configuration, and --packs all does not", async () => {
  const it = person({ deny: ["kubectl *"], packs: ["git", "team.yaml"] }, JSON.stringify([rule]))
  for (const [command, denied, builtIn] of [
    ["kubectl get x", 1, 0],
    ["deploy now", 1, 0],
    ["rm -rf /", 0, 1],
  ] as const) {
    expect(await it.ralex(["check", "--state", "off", command])).toMatchObject({ code: denied })
    expect(await it.ralex(["check", "--state", "off", "--packs", "all", command])).toMatchObject({
      code: builtIn,
    })
  }
})

test("doctor counts the rules, and tries the examples of a person's own", async () => {
  const good = await person({ rules: [rule] }).ralex(["doctor", "--offline"])
  expect(good.out).toMatch(/rules: \d+ safety rules hold\./)
  const examples = { block: ["echo deploy"], allow: ["sudo deploy"] }
  const { out } = await person({ rules: [{ ...rule, examples }] }).ralex(["doctor", "--offline"])
  expect(out).toContain("The rule team.deploy does not block its example echo deploy.")
  expect(out).toContain("The rule team.deploy blocks what its examples allow: sudo deploy.")
})

test.each([
  [{ rules: [{ ...rule, reason: "no sentence" }] }, "", "team.deploy in safety.rules: reason: a sentence"],
  [{ packs: ["git", "team.yaml"] }, "- id: [", "team.yaml, which can not be read as YAML"],
  [{ packs: ["git", "absent.yaml"] }, "", "absent.yaml, which can not be read"],
])("with a mistake nothing is allowed, and both say which: %#", async (safety, pack, sentence) => {
  const it = person(safety, pack)
  const checked = await it.ralex(["check", "ls"])
  expect(checked).toMatchObject({ code: 1, out: expect.stringContaining(sentence) })
  const doctor = await it.ralex(["doctor", "--offline"])
  expect(doctor).toMatchObject({ code: 1, out: expect.stringContaining(sentence) })
})
