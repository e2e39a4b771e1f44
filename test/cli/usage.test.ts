// Words that mean nothing: each is one sentence on stderr, nothing on stdout, and exit code 2.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { join } from "node:path"
import { bareEnvironment, createSandbox, HANG_MS, packageRoot, run, type Sandbox } from "./sandbox.ts"

setDefaultTimeout(HANG_MS)

let sandbox: Sandbox
beforeAll(() => {
  sandbox = createSandbox()
})
afterAll(() => sandbox.remove())

const badUsage: [words: string[], says: string][] = [
  [["frobnicate"], 'no command "frobnicate"'],
  [["constructor"], 'no command "constructor"'],
  [["doctor", "--frobnicate"], "no option --frobnicate"],
  [["doctor", "--no-frobnicate"], "no option --frobnicate"],
  [["doctor", "--json=maybe"], "--json takes no value"],
  [["trust", "now"], 'what to do with "now"'],
  [["classify", "two", "words"], 'what to do with "words"'],
  [["classify"], "The prompt is empty"],
  [["classify", ""], "The prompt is empty"],
  [["check", " "], "The command is empty"],
  [["check", "--json", "--jsonl"], "choose one"],
  [["report", "--since", "yesterday"], '--since is "yesterday"'],
  [["report", "--since"], "--since needs a value"],
  [["report", "--by", "colour"], "--by"],
  [["report", "--json", "--csv"], "choose one"],
  [["budget", "raise"], 'does not know "raise"'],
  [["budget", "set", "hourly", "5"], '"hourly" is no budget'],
  [["budget", "set", "daily", "much"], '"much" is no amount'],
  [["budget", "set", "daily"], "Say how much the daily budget is to be"],
  [["budget", "set"], "Say which budget; it must be one of call, turn, session, run, daily"],
  [["budget", "set", "daily", "-1"], '"-1" is no amount'],
  [["budget", "set", "daily", "-0.5", "--today"], '"-0.5" is no amount'],
  [["budget", "set", "daily", "1e3"], '"1e3" is no amount'],
  [["budget", "set", "daily", "9999999999"], '"9999999999" is no amount'],
  [["budget", "set", "daily", "5", "--today"], "There is no daily budget here, so there is nothing to lift"],
  [["budget", "set", "daily", "5", "--session"], "--session needs a value"],
  [["budget", "--today"], "--today goes with"],
  [["reconcile"], "There is no OpenRouter key"],
]

describe("bad usage exits 2", () => {
  for (const [words, says] of badUsage) {
    test(`ralex ${words.join(" ")}`, async () => {
      const { code, out, err } = await sandbox.ralex(words)
      expect({ code, out, lines: err.trimEnd().split("\n").length }).toEqual({ code: 2, out: "", lines: 1 })
      expect(err).toContain(says)
    })
  }
})

test("without a command it shows the commands on stderr and exits 2", async () => {
  const { code, out, err } = await sandbox.process([])
  expect({ code, out }).toEqual({ code: 2, out: "" })
  expect(err).toContain("reconcile")
})

test("help is data: on stdout, exit 0, without escape codes", async () => {
  const all = await sandbox.process(["--help"], { env: { NO_COLOR: "" } })
  const one = await sandbox.process(["init", "--help"], { env: { NO_COLOR: "" } })
  expect([all.code, one.code, all.err, one.err]).toEqual([0, 0, "", ""])
  expect(all.out).toContain("uninstall")
  expect(one.out).toContain("--drop-in")
  expect(all.out + one.out).not.toContain("\u001b")
})

test("a mistyped variable is bad config: 2, and the sentence names it", async () => {
  const { code, err } = await sandbox.process(["budget"], { env: { RALEX_BUDGET_DAILY: "five" } })
  expect(code).toBe(2)
  expect(err).toMatch(/^RALEX_BUDGET_DAILY is "five".*\n$/)
})

test("a ledger that can not be opened is 3, in one sentence", async () => {
  for (const words of [["report"], ["budget"], ["log"], ["budget", "set", "daily", "1", "--today"]]) {
    const { code, out, err } = await sandbox.ralex(words, {
      env: { RALEX_LEDGER: "sqlite:.git", RALEX_BUDGET_DAILY: "5" },
    })
    expect({ words, code, out, lines: err.trimEnd().split("\n").length }).toEqual({
      words,
      code: 3,
      out: "",
      lines: 1,
    })
    expect(err).toContain("can not be used")
  }
})

test("a damaged ledger is set aside, and that is said", async () => {
  sandbox.write("damaged.db", "plain text, no database, and long enough to be looked at as one\n".repeat(40))
  const { code, err } = await sandbox.process(["report"], { env: { RALEX_LEDGER: "sqlite:damaged.db" } })
  expect({ code, lines: err.trimEnd().split("\n").length }).toEqual({ code: 0, lines: 1 })
  expect(err).toMatch(/damaged\.db is damaged\. It is kept as .*damaged\.db\.damaged-/)
})

test("a pipe and a file are read alike", async () => {
  sandbox.write("ask", "thanks!\n")
  const piped = await sandbox.process(["classify", "--json"], { input: "thanks!\n" })
  const script = 'exec "$0" "$1" classify --json < ask'
  const main = join(packageRoot, "cli", "main.ts")
  const env = bareEnvironment(sandbox.home)
  const read = await run(["sh", "-c", script, process.execPath, main], { cwd: sandbox.project, env })
  expect([piped.code, read.code]).toEqual([0, 0])
  expect(read.out).toBe(piped.out)
})
