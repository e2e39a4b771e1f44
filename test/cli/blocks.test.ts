// `ralex report --blocks` and `ralex log` on what was blocked: in every format, with what happened next.
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { join } from "node:path"
import { stripVTControlCharacters } from "node:util"
import { blocksDocumentSchema, logLineSchema } from "../../cli/contract.ts"
import { openLedger } from "../../ledger/index.ts"
import { verdict } from "../ledger/sample-calls.ts"
import { createSandbox, HANG_MS, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = createSandbox()
  const ledger = await openLedger(`sqlite:${join(sandbox.data, "ledger.db")}`)
  const at = new Date(Date.now() - 60_000)
  const rule = "git.force-push"
  const common = { at, rule, reason: "It overwrites.", subject: "git push -f | cat", evidence: "git push -f" }
  const row = (given: object) => ledger.record(verdict({ ...common, ...given }))
  await row({ verdict: "ask", call: "a", outcome: "lifted" })
  await row({ verdict: "allow", call: "b", lifted: true })
  await ledger.noteOutcomes([{ session: "session", call: "b", outcome: "ran", exitCode: 1 }])
  await row({
    verdict: "deny",
    rule: "core.x",
    call: "c",
    outcome: "blocked",
    subject: '=rm "a", b\u001b[2K',
  })
  await row({ verdict: "allow", rule: null, reason: "the working tree is clean", subject: null, call: "d" })
  await ledger.noteOutcomes([{ session: "session", call: "d", outcome: "rejected" }])
  await ledger.close()
})
afterAll(() => sandbox.remove())

const ralex = async (...words: string[]) => {
  const { code, out, err } = await sandbox.ralex(words)
  return { code, out: stripVTControlCharacters(out), err }
}

test("--json", async () => {
  const { out } = await ralex("report", "--blocks", "--json", "--since", "1d")
  const document = blocksDocumentSchema.parse(JSON.parse(out))
  expect(document).toMatchObject({ total: 2, lifted: 1, wentOn: 1 })
  expect(document.newest).toMatchObject([
    { rule: "core.x", outcome: "blocked", next: { verdict: "allow", outcome: "rejected" } },
    {
      rule: "git.force-push",
      outcome: "lifted",
      evidence: "git push -f",
      next: { outcome: "ran", exitCode: 1 },
    },
  ])
})

test("as text", async () => {
  const { out } = await ralex("report", "--blocks")
  expect(out).toContain(
    "2 blocked, 1 of them lifted by a person afterwards. After 1 the session's next call was allowed.",
  )
  expect(out).toMatch(/\ncore\.x +1 +0 +1\n/)
  expect(out).toContain(
    "git.force-push  lifted\n    git push -f | cat\n    found: git push -f\n    It overwrites.\n    next: bash ran (exit 1)\n",
  )
  expect(out).toContain('=rm "a", b?[2K')
})

test("as Markdown, where nothing breaks out of its cell", async () => {
  const { out } = await ralex("report", "--blocks", "--markdown")
  expect(out).toContain("| core.x | 1 | 0 | 1 |")
  expect(out).toContain(
    "| `git push -f \\| cat` | git.force-push | `git push -f` | lifted | bash ran (exit 1) |",
  )
})

test("as CSV, where no cell is a formula", async () => {
  const { out } = await ralex("report", "--blocks", "--csv")
  const [head, first] = out.split("\n")
  expect(head).toBe("at,project,session,agent,tool,verdict,rule,reason,subject,evidence,outcome,next")
  expect(first).toContain(`core.x,It overwrites.,"'=rm ""a"", b`)
})

test("of a time without any it says so, and --by is refused", async () => {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  expect((await ralex("report", "--blocks", "--since", tomorrow)).out).toMatch(/nothing was blocked\.\n$/)
  const refused = await ralex("report", "--blocks", "--by", "model")
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("leave --by out") })
})

test("the log tells evidence and end of each", async () => {
  const { out } = await ralex("log", "--all")
  expect(out).toContain(
    "ask  bash  git.force-push: It overwrites.  [git push -f] (lifted by a person afterwards)",
  )
  expect(out).toContain(
    "allow  bash  git.force-push: It overwrites.  [git push -f] (allowed once by a person, ran, exit 1)",
  )
  expect(out).toMatch(/deny {2}bash {2}core\.x: It overwrites\. {2}\[git push -f\]\n/)
  expect(out).toContain("allow  bash  the working tree is clean  (rejected)")
  const { out: lines } = await ralex("log", "--jsonl", "--all")
  const parsed = lines
    .trimEnd()
    .split("\n")
    .map((line) => logLineSchema.parse(JSON.parse(line)))
  expect(parsed[1]).toMatchObject({ type: "verdict", lifted: true, outcome: "ran", exitCode: 1 })
})
