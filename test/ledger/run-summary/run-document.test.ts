// The summary of a run for programs, and as a JUnit report: from what happened, and never by an exit code alone.
import { afterEach, describe, expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { endSummary, runDocumentSchema } from "../../../ledger/index.ts"
import { noteInSummary } from "../../../ledger/run-summary/keep-summary.ts"
import { runDocument } from "../../../ledger/run-summary/run-document.ts"
import { addEvent, newSummary, type RunEnd } from "../../../ledger/run-summary/run-summary.ts"
import { showJunit } from "../../../ledger/run-summary/show-junit.ts"
import { summaryFiles } from "../../../ledger/run-summary/summary-files.ts"
import { callEntry, verdictEntry } from "../request-log/sample-entry.ts"
import { removeLoggers, sampleLogger } from "../request-log/sample-logger.ts"

afterEach(removeLoggers)

const at = "2026-11-28T11:00:02.500Z"
const events = [
  callEntry(),
  callEntry({ id: "call-2", tier: "smart", model: "anthropic/claude-sonnet-5", costNano: "40000000" }),
  callEntry({ id: null, error: "Ralex got no answer", outcome: "overloaded" }),
  verdictEntry(),
  verdictEntry({ tool: "webfetch", rule: 'network."<private>"', reason: "a\u0000b & <c>\uD800" }),
  verdictEntry({ verdict: "allow", rule: null }),
]

function told(end: Omit<RunEnd, "at"> | undefined, failOnBlock = false) {
  const summary = newSummary("2026-11-28T11:00:00.000Z")
  for (const event of events) addEvent(summary, event)
  if (end) summary.end = { at, ...end }
  return runDocument({ run: "run-1", project: "/p", summary, standings: [], at: new Date(at), failOnBlock })
}

test("it counts what happened, as its schema says", () => {
  const document = told({ exitCode: undefined, failed: false })
  expect(runDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document)
  expect(document).toMatchObject({
    ...{
      verdict: "done",
      exitCode: 0,
      costNano: "41500000",
      baselineNano: "9000000",
      savedNano: "-32500000",
    },
    calls: {
      answered: 2,
      unanswered: ["Ralex got no answer"],
      byModel: [{ tier: "cheap" }, { tier: "smart" }],
    },
    blocks: { total: 2, newest: [{ tool: "bash", rule: "core.git-reset-hard" }, { tool: "webfetch" }] },
  })
})

test("a server that runs for weeks keeps no more than sums of all but its newest calls", () => {
  const summary = newSummary("2026-11-28T11:00:00.000Z")
  const call = callEntry()
  for (let number = 0; number < 5_000; number++) {
    const tier = number % 2 === 0 ? "cheap" : "smart"
    addEvent(summary, {
      ...call,
      id: `call-${number}`,
      tier,
      costNano: "1",
      baselineNano: "3",
      inputTokens: 2,
    })
  }
  addEvent(summary, { ...call, id: "call-4999", tier: "smart", costNano: "2", baselineNano: "3" })
  expect(summary.calls.size + summary.earlier.size).toBeLessThan(1_100)
  const run = { run: "run-1", project: "/p", standings: [], at: new Date(at), failOnBlock: false }
  expect(runDocument({ ...run, summary })).toMatchObject({
    ...{ costNano: "5001", baselineNano: "15000" },
    calls: {
      answered: 5_000,
      byModel: [
        { tier: "cheap", calls: 2_500, costNano: "2500", inputTokens: 5_000 },
        { tier: "smart", calls: 2_500, costNano: "2501" },
      ],
    },
  })
})

test.each<[Parameters<typeof told>[0], string, number | null]>([
  [undefined, "running", null],
  [{ exitCode: undefined, failed: false }, "done", 0],
  [{ exitCode: undefined, failed: true }, "error", 1],
  [{ exitCode: 3, failed: true }, "budget", 3],
  [{ exitCode: 4, failed: false }, "blocked", 4],
  [{ exitCode: 5, failed: false }, "rejected", 5],
  [{ exitCode: 6, failed: false }, "unverified", 6],
])("%j is %s", (end, verdict, exitCode) => expect(told(end)).toMatchObject({ verdict, exitCode }))

describe("as JUnit", () => {
  const failed = (xml: string) =>
    [...xml.matchAll(/<testcase classname="ralex" name="([^"]*)">\s*<failure/g)].map(([, name]) => name)

  test.each<[Parameters<typeof told>[0], boolean, string[]]>([
    [{ exitCode: undefined, failed: false }, false, []],
    [undefined, false, ["comes to its end"]],
    [{ exitCode: 3, failed: true }, false, ["stays within its budget"]],
    [{ exitCode: 3, failed: true }, true, ["stays within its budget", "does nothing destructive"]],
    [{ exitCode: 5, failed: false }, false, ["needs no permission that nobody gives"]],
    [{ exitCode: 6, failed: false }, false, ["passes its verification"]],
  ])("%j with failOnBlock %p fails %j", (end, failOnBlock, names) => {
    const xml = showJunit(told(end, failOnBlock))
    expect(failed(xml)).toEqual(names)
    expect(xml).toContain(`tests="5" failures="${names.length}" errors="0" time="${end ? "2.500" : "0"}"`)
  })

  test("whatever was said, it is XML", () => {
    const xml = showJunit(told(undefined))
    expect(xml).toContain("network.&quot;&lt;private&gt;&quot;: a b &amp; &lt;c&gt;\uFFFD")
    expect(xml).not.toContain("\u0000")
  })
})

describe("which files get it", () => {
  const files = (variables: Record<string, string>, ci = {}) =>
    summaryFiles(sampleLogger({ ci }, variables).instance)
  const page = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: "/page" }

  test.each<[Record<string, string>, Record<string, unknown>, [string, string][]]>([
    [{}, {}, []],
    [
      { RALEX_SUMMARY: "a.md,b.JSON,c.xml,d" },
      {},
      [
        ["a.md", "markdown"],
        ["b.JSON", "json"],
        ["c.xml", "junit"],
        ["d", "markdown"],
      ],
    ],
    [page, {}, [["/page", "markdown"]]],
    [page, { summary: false }, []],
    [page, { enabled: false }, []],
    [{ ...page, RALEX_SUMMARY: "/page" }, {}, [["/page", "markdown"]]],
    [
      { CI: "1", GITHUB_STEP_SUMMARY: "/page" },
      { json: "r.json", junit: "r.xml" },
      [
        ["r.json", "json"],
        ["r.xml", "junit"],
      ],
    ],
  ])("%j with %j", (variables, ci, expected) =>
    expect(files(variables, ci).map(({ path, form }): [string, string] => [path, form])).toEqual(expected),
  )
})

test("each form is written, and a file that can not be is said by its path and keeps no other", async () => {
  const { root } = sampleLogger()
  const path = (name: string) => join(root, name)
  const names = [root, path("a/run.json"), path("run.xml")].join(",")
  const { instance, told: said } = sampleLogger(
    {},
    { HOME: root, RALEX_SUMMARY: names, RALEX_LEDGER: "sqlite::memory:" },
  )
  for (const event of events) noteInSummary(event, instance)
  await endSummary(instance, { exitCode: 3, failed: true })
  const document = runDocumentSchema.parse(JSON.parse(readFileSync(path("a/run.json"), "utf8")))
  expect(document).toMatchObject({ run: "run-1", verdict: "budget", exitCode: 3 })
  expect(readFileSync(path("run.xml"), "utf8")).toContain('<failure message="A budget stopped it.">')
  expect(said).toEqual([expect.stringContaining(`the summary of the run to ${root}: `)])
})
