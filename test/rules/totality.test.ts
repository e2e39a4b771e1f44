// No shell text makes the engine throw or hang: texts of the grammar, cut, doubled, nested and mixed with junk.
// RALEX_FUZZ=100000 tries so many instead; RALEX_FUZZ_FROM=N begins with another seed.
import { describe, expect, test } from "bun:test"
import { explainCommand, type JudgeContext, judgeCommand } from "../../rules/index.ts"
import { createDice, type Dice } from "./differential/dice.ts"
import { shellText } from "./differential/shell-texts.ts"
import { ruleContext } from "./rule-context.ts"

const COUNT = Number(process.env.RALEX_FUZZ ?? 400)
const FROM = Number(process.env.RALEX_FUZZ_FROM ?? 0)
/** What a verdict may take on a busy machine; the work budget ends at about a tenth of it. */
const MOST_MILLISECONDS = 2_000

const JUNK = [
  "\0",
  "\u0001",
  "\u0002",
  "\ufffd",
  "\ud800",
  "\r\n",
  "\x1b[0m",
  "$(",
  "${",
  "$((",
  "`",
  "<<E\n",
  "<<<",
  ")",
  "}",
  "'",
  '"',
  "\\",
  "{a,b}",
  "{1..9}",
  "/dev/fd/63",
  "*".repeat(40),
  "a".repeat(5_000),
  " x=1",
  ";;",
  "&&",
  "|&",
  "ls > s; sh s; ",
  "sh s s",
  "f() { f; }; f",
  "eval ",
  "xargs -I{} ",
  "powershell -c ",
  "cmd /c ",
  "make ",
  "npm run x ",
] as const

const CHANGES: readonly [(text: string, dice: Dice) => string, ...((text: string, dice: Dice) => string)[]] =
  [
    (text, dice) => {
      const at = dice.roll(text.length + 1)
      return text.slice(0, at) + dice.pick(JUNK) + text.slice(at)
    },
    (text, dice) => text.slice(0, dice.roll(text.length + 1)),
    (text, dice) => text.slice(dice.roll(text.length + 1)),
    (text, dice) => text + dice.pick(["\n", "; ", " | ", " && ", ""]) + text,
    (text, dice) => {
      const [from, length] = [dice.roll(text.length + 1), dice.roll(20)]
      return (
        text.slice(0, from) +
        text.slice(from, from + length).repeat(1 + dice.roll(50)) +
        text.slice(from + length)
      )
    },
    (text) => `$(${text}\n)`,
    (text) => `bash -c '${text.replaceAll("'", "'\\''")}'`,
    (text, dice) => `${dice.pick(["while", "until"])} ${text}\ndo ${text}\ndone`,
    (text) => `f() { ${text}\n}; f; f`,
    (text) => `for i in 1 2 3 4; do ${text}\ndone`,
    (text) => `cat > s <<'E_'\n${text}\nE_\nsh s; . s`,
    (text) => [...text].toReversed().join(""),
  ]

function fuzzed(seed: number): string {
  const dice = createDice(seed ^ 0x5eed)
  const changes = 1 + dice.roll(6)
  return Array.from({ length: changes }).reduce<string>(
    (text) => dice.pick(CHANGES)(text, dice),
    shellText(seed),
  )
}

/** Files that were written say the command itself again. */
function contextFor(text: string): JudgeContext {
  return {
    ...ruleContext,
    scriptAt: (path) => (/\/(s|t|Makefile|package\.json)$/.test(path) ? text : undefined),
  }
}

test(
  `${COUNT} fuzzed texts from seed ${FROM} are answered in time`,
  () => {
    const slow: [number, number][] = []
    for (let seed = FROM; seed < FROM + COUNT; seed += 1) {
      const text = fuzzed(seed)
      const before = performance.now()
      const { verdict, tried } = explainCommand(text, contextFor(text))
      const milliseconds = performance.now() - before
      if (milliseconds > MOST_MILLISECONDS) slow.push([seed, Math.round(milliseconds)])
      expect(["allow", "deny", "ask"]).toContain(verdict.kind)
      if (verdict.kind !== "allow") expect(verdict).not.toMatchObject({ rule: "ralex.engine-error" })
      expect(new Set(tried).size).toBe(tried.length)
    }
    expect(slow).toEqual([])
  },
  Math.max(60, COUNT / 10) * 1_000,
)

describe("past the caps the answer is a denial without parsing", () => {
  test.each([
    ["64 KB of $(", "$(".repeat(32_768)],
    ["128 KB of $(", "$(".repeat(65_536)],
    ["a megabyte", "a".repeat(1_000_000)],
    ["a megabyte of NUL", "\0".repeat(1_000_000)],
    ["parentheses", "(".repeat(100_000)],
    ["expansions", "${x:-".repeat(20_000)],
    ["arithmetic", "$((".repeat(40_000)],
    ["process substitutions", "<(".repeat(60_000)],
    ["heredocs", "<<a ".repeat(30_000)],
    ["ten megabytes of script", "echo a\n".repeat(1_500_000)],
  ])("%s", (_, text) => {
    const before = performance.now()
    expect(judgeCommand(text, ruleContext)).toMatchObject({ kind: "deny", rule: "ralex.too-complex" })
    // The parser alone takes more than a second for some of these.
    expect(performance.now() - before).toBeLessThan(200)
  })

  test.each([
    ["backquotes", "`".repeat(100_000)],
    ["braces", "{".repeat(100_000)],
    ["quotes", "'\"".repeat(50_000)],
    ["backslashes", "\\".repeat(120_000)],
    ["ifs", "if ".repeat(40_000)],
    ["loops", "while ".repeat(20_000)],
    ["cases", "case a in ".repeat(10_000)],
    ["negations", "! ".repeat(60_000)],
    ["redirections", "> a ".repeat(30_000)],
    ["pipes", "a | ".repeat(30_000)],
    ["assignments", "a=b ".repeat(30_000)],
    ["functions", "f() { ".repeat(20_000)],
    ["tests", "[[ ".repeat(40_000)],
    ["arrays", `a=(${"b ".repeat(60_000)})`],
    ["globs", `rm ${"*[a-z]?".repeat(15_000)}`],
    ["a word of braces", `rm ${"{a,b}".repeat(200)}`],
    ["scripts in scripts", `${"echo 'sh s' > s; ".repeat(500)}sh s`],
    ["writers of one file", `${"echo a >> s; ".repeat(5_000)}sh s`],
  ])("%s hold nothing up", (_, text) => {
    const before = performance.now()
    expect(["allow", "deny", "ask"]).toContain(judgeCommand(text, ruleContext).kind)
    expect(performance.now() - before).toBeLessThan(MOST_MILLISECONDS)
  })
})
