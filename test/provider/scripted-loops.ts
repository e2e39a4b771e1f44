// Tool loops written by hand, each with what became of it: what the signs of a failed attempt are tried on.
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"

export interface ScriptedStep {
  tool: "bash" | "edit" | "read" | "task"
  /** A command, or a path. */
  what: string
  output: string
  exit?: number
  error?: true
}

export interface ScriptedLoop {
  name: string
  ask: string
  steps: ScriptedStep[]
  /** Files changed though no editing tool did it: by a command, a subagent. */
  changedBy?: "another"
  closing: string
  finish?: string
  /** Whether the work was really wrong. */
  failed: boolean
  /** Names of the signs that are to fire. */
  signs: string[]
}

const ok = (what: string, output = ""): ScriptedStep => ({ tool: "bash", what, output, exit: 0 })
const bad = (what: string, output = "boom"): ScriptedStep => ({ tool: "bash", what, output, exit: 1 })
const edited: ScriptedStep = { tool: "edit", what: "src/a.ts", output: "Edit applied." }
const read: ScriptedStep = { tool: "read", what: "src/a.ts", output: "code" }
const misedited: ScriptedStep = { tool: "edit", what: "src/a.ts", output: "oldString not found", error: true }
const slow = (what: string): ScriptedStep => ({
  tool: "bash",
  what,
  output: "bash tool terminated command after exceeding timeout 120000 ms",
})

const FIX = "Fix the rounding bug in src/a.ts"
const DONE = "All done, everything works."

export const loops: ScriptedLoop[] = [
  {
    name: "a fix whose test passes",
    ask: FIX,
    steps: [read, edited, ok("bun test")],
    closing: DONE,
    failed: false,
    signs: [],
  },
  { name: "a fix nobody tried", ask: FIX, steps: [read, edited], closing: DONE, failed: false, signs: [] },
  {
    name: "a silent failure",
    ask: FIX,
    steps: [read, edited, ok("bun test a")],
    closing: DONE,
    failed: true,
    signs: [],
  },
  {
    name: "an explanation",
    ask: "How does src/a.ts round?",
    steps: [read],
    closing: "You cannot round twice.",
    failed: false,
    signs: [],
  },
  {
    name: "a question back",
    ask: FIX,
    steps: [read],
    closing: "Which of the two functions do you mean?",
    failed: false,
    signs: [],
  },
  {
    name: "a change by sed",
    ask: FIX,
    steps: [ok("sed -i s/a/b/ src/a.ts")],
    changedBy: "another",
    closing: DONE,
    failed: false,
    signs: [],
  },
  {
    name: "tests that failed first and passed then",
    ask: FIX,
    steps: [bad("bun test"), edited, ok("bun test")],
    closing: DONE,
    failed: false,
    signs: [],
  },
  {
    name: "a grep without a hit between good steps",
    ask: FIX,
    steps: [bad("grep -r x", ""), edited, ok("bun test")],
    closing: DONE,
    failed: false,
    signs: [],
  },
  {
    name: "a last command that the guard denied",
    ask: FIX,
    steps: [
      edited,
      ok("bun test"),
      {
        tool: "bash",
        what: "rm -rf ~/x",
        output: "Ralex blocked this (filesystem.outside): no.",
        error: true,
      },
    ],
    closing: DONE,
    failed: false,
    signs: [],
  },
  {
    name: "a last grep without a hit",
    ask: FIX,
    steps: [edited, bad("grep -r left src", "")],
    closing: DONE,
    failed: false,
    signs: [],
  },
  {
    name: "a last look behind a change of folder",
    ask: FIX,
    steps: [edited, ok("bun test"), bad("cd src && cat a.ts | grep left", "")],
    closing: "I cannot reproduce the crash any more.",
    failed: false,
    signs: [],
  },
  {
    name: "a false alarm: a last command that failed as it should",
    ask: FIX,
    steps: [edited, ok("bun test"), bad("./cli --no-such-flag", "unknown flag")],
    closing: DONE,
    failed: false,
    signs: ["last-command-failed"],
  },
  {
    name: "failing tests, which was the question",
    ask: "run the tests and tell me which ones fail",
    steps: [bad("bun test", "2 fail")],
    closing: "The two tests of src/a.ts fail.",
    failed: false,
    signs: [],
  },
  {
    name: "a search without a hit",
    ask: "is there any TODO left in src?",
    steps: [bad("grep -rn TODO src", "")],
    closing: "No, there is none.",
    failed: false,
    signs: [],
  },
  {
    name: "a change by a subagent",
    ask: FIX,
    steps: [{ tool: "task", what: "fix it", output: "Done." }],
    changedBy: "another",
    closing: DONE,
    failed: false,
    signs: [],
  },
  {
    name: "a commit of a fix",
    ask: "commit the fix",
    steps: [ok("git commit -am fix")],
    closing: "Committed.",
    failed: false,
    signs: [],
  },
  {
    name: "cut off by the length limit",
    ask: FIX,
    steps: [edited],
    closing: "and then",
    finish: "length",
    failed: true,
    signs: ["hard-stop"],
  },
  { name: "an empty answer", ask: FIX, steps: [edited], closing: " ", failed: true, signs: ["hard-stop"] },
  {
    name: "words in place of work",
    ask: FIX,
    steps: [read],
    closing: DONE,
    failed: true,
    signs: ["nothing-changed"],
  },
  {
    name: "words in place of work, in German",
    ask: "Behebe den Fehler in src/a.ts",
    steps: [read],
    closing: "Alles erledigt.",
    failed: true,
    signs: ["nothing-changed"],
  },
  {
    name: "words in place of work, in Chinese",
    ask: "修复 src/a.ts 中的错误",
    steps: [read],
    closing: "完成。",
    failed: true,
    signs: ["nothing-changed"],
  },
  {
    name: "done with failing tests",
    ask: FIX,
    steps: [edited, bad("bun test"), ok("ls")],
    closing: DONE,
    failed: true,
    signs: ["last-command-failed"],
  },
  {
    name: "a failing build without a known exit code",
    ask: FIX,
    steps: [edited, { tool: "bash", what: "npm run build", output: "error: cannot find name x" }],
    closing: DONE,
    failed: true,
    signs: ["last-command-failed"],
  },
  {
    name: "errors to the end",
    ask: FIX,
    steps: [edited, bad("a"), bad("b", "other"), misedited, read],
    closing: DONE,
    failed: true,
    signs: ["last-command-failed", "errors-at-the-end"],
  },
  {
    name: "giving up",
    ask: FIX,
    steps: [edited, ok("bun test")],
    closing: "I was unable to fix the second case.",
    failed: true,
    signs: ["gave-up"],
  },
  {
    name: "nothing more to find",
    ask: "Rename total to sum in src/a.ts",
    steps: [edited],
    closing: "I couldn't find any other usages, so the rename is complete.",
    failed: false,
    signs: [],
  },
  {
    name: "an end that a provider has its own word for",
    ask: "How does src/a.ts round?",
    steps: [read],
    closing: "Half up.",
    finish: "other",
    failed: false,
    signs: [],
  },
  {
    name: "giving up in French",
    ask: FIX,
    steps: [edited, ok("bun test")],
    closing: "Je n'ai pas réussi à corriger le second cas.",
    failed: true,
    signs: ["gave-up"],
  },
  {
    name: "the same error three times",
    ask: FIX,
    steps: [edited, bad("x", "line 1: bad"), read, bad("x", "line 2: bad"), read, bad("x", "line 3: bad")],
    closing: DONE,
    failed: true,
    signs: ["last-command-failed", "errors-at-the-end", "same-error-again"],
  },
  {
    name: "timeouts alone, then a pass",
    ask: FIX,
    steps: [slow("a"), slow("b"), slow("c"), edited, read, read, read, ok("bun test")],
    closing: DONE,
    failed: false,
    signs: [],
  },
]

/** The call that ends the loop, as OpenCode sends it, and the exit codes that the plugin saw. */
export function promptOf({ ask, steps }: ScriptedLoop): {
  prompt: LanguageModelV3Prompt
  exits: Map<string, number>
} {
  const exits = new Map(
    steps.flatMap(({ exit }, index) => (exit === undefined ? [] : [[`call_${index}`, exit]])),
  )
  const turns = steps.flatMap(({ tool, what, output, error }, index): LanguageModelV3Prompt => {
    const id = { toolCallId: `call_${index}`, toolName: tool }
    const input = tool === "bash" ? { command: what } : { filePath: what }
    const type = error ? ("error-text" as const) : ("text" as const)
    return [
      { role: "assistant", content: [{ type: "tool-call", ...id, input }] },
      { role: "tool", content: [{ type: "tool-result", ...id, output: { type, value: output } }] },
    ]
  })
  return { prompt: [{ role: "user", content: [{ type: "text", text: ask }] }, ...turns], exits }
}

/** What the file system says at the end of the loop. */
export function changesOf({ steps, changedBy }: ScriptedLoop): "some" | "none" {
  return changedBy || steps.some(({ tool, error }) => tool === "edit" && !error) ? "some" : "none"
}
