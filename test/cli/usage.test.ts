// Words that mean nothing: each is one sentence on stderr, nothing on stdout, and exit code 2.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { reportFailure } from "../../cli/report-failure.ts"
import { runCommandLine } from "../../cli/run-command-line.ts"
import { readEnvironment } from "../../config/index.ts"
import { createSandbox, HANG_MS, packageRoot, type Sandbox } from "./sandbox.ts"

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
  [["report", "--since", "yesterday"], '--since is "yesterday"'],
  [["report", "--since"], "--since needs a value"],
  [["report", "--by", "colour"], "--by"],
  [["report", "--json", "--csv"], "choose one"],
  [["budget", "raise"], 'does not know "raise"'],
  [["budget", "set", "hourly", "5"], '"hourly" is no budget'],
  [["budget", "set", "daily", "much"], '"much" is no amount'],
  [["budget", "set", "daily"], "is no amount"],
  [["reconcile"], "There is no OpenRouter key"],
]

describe("bad usage exits 2", () => {
  for (const [words, says] of badUsage) {
    test(`ralex ${words.join(" ")}`, async () => {
      const { code, out, err } = await inProcess(words)
      expect({ code, out, lines: err.length }).toEqual({ code: 2, out: "", lines: 1 })
      expect(err[0]).toContain(says)
    })
  }
})

/** As main.ts does it, without a process for each. */
async function inProcess(words: string[]) {
  let out = ""
  const err: string[] = []
  const say = (line: string) => void err.push(line)
  const nothing = async function* () {}
  const code = await runCommandLine(words, {
    environment: readEnvironment({ HOME: sandbox.home }),
    cwd: sandbox.project,
    packageRoot,
    version: "1.2.3",
    path: "",
    temporaryFolders: ["/tmp"],
    now: () => new Date(0),
    print: (text) => {
      out += text
    },
    say,
    input: { isTerminal: false, lines: nothing, text: async () => "", confirm: async () => false },
  }).catch((error: unknown) => reportFailure(error, say))
  return { code, out, err }
}

test("without a command it shows the commands on stderr and exits 2", async () => {
  const { code, out, err } = await sandbox.ralex([])
  expect({ code, out }).toEqual({ code: 2, out: "" })
  expect(err).toContain("reconcile")
})

test("help is data: on stdout, exit 0, without escape codes", async () => {
  const all = await sandbox.ralex(["--help"], { env: { NO_COLOR: "" } })
  const one = await sandbox.ralex(["init", "--help"], { env: { NO_COLOR: "" } })
  expect([all.code, one.code, all.err, one.err]).toEqual([0, 0, "", ""])
  expect(all.out).toContain("uninstall")
  expect(one.out).toContain("--drop-in")
  expect(all.out + one.out).not.toContain("\u001b")
})

test("a mistyped variable is bad config: 2, and the sentence names it", async () => {
  const { code, err } = await sandbox.ralex(["budget"], { env: { RALEX_BUDGET_DAILY: "five" } })
  expect(code).toBe(2)
  expect(err).toMatch(/^RALEX_BUDGET_DAILY is "five".*\n$/)
})

test("a ledger that can not be opened is 3, in one sentence", async () => {
  sandbox.write(
    "not-a-ledger",
    "plain text, no database, and long enough to be looked at as one\n".repeat(40),
  )
  const { code, out, err } = await sandbox.ralex(["report"], { env: { RALEX_LEDGER: "sqlite:not-a-ledger" } })
  expect({ code, out, lines: err.trimEnd().split("\n").length }).toEqual({ code: 3, out: "", lines: 1 })
})
