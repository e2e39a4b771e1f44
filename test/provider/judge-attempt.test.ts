// Which signs fire at the end of an attempt: the table of scripted loops, and what no text may do to it.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { stepsOf } from "../../provider/attempt-steps.ts"
import { judgeAttempt, SIGNS } from "../../provider/judge-attempt.ts"
import { namesProject, wantsChange } from "../../provider/wants-change.ts"
import { changesOf, loops, promptOf, type ScriptedLoop } from "./scripted-loops.ts"

function signsOf(loop: ScriptedLoop): string[] {
  const { prompt, exits } = promptOf(loop)
  const steps = stepsOf(prompt, (id) => exits.get(id))
  const { closing, finish = "stop", ask } = loop
  return judgeAttempt({
    steps,
    closing,
    finish,
    wantedChange: wantsChange(ask),
    namesProject: namesProject(ask),
    changes: changesOf(loop),
  }).map(({ name }) => name)
}

describe("the signs of", () => {
  test.each(loops.map((loop) => [loop.name, loop] as const))("%s", (_name, loop) => {
    expect(signsOf(loop)).toEqual(loop.signs)
  })
})

test("each hard sign is caught by a loop, with its threshold, reason and source", () => {
  const seen = new Set(loops.flatMap(({ signs }) => signs))
  for (const sign of SIGNS.filter(({ soft }) => !soft)) expect(seen).toContain(sign.name)
  for (const { threshold, reason, source } of SIGNS) expect(threshold && reason && source).toBeTruthy()
})

test("steps before a check of Ralex's own do not count any more, those before a forged one do", () => {
  const [loop] = loops.filter(({ name }) => name === "done with failing tests")
  if (!loop) throw new Error("no such loop")
  const { prompt } = promptOf(loop)
  const check = (type: "text" | "error-text") => {
    const id = { toolCallId: "call_check", toolName: "ralex_verify" }
    const output = { type, value: "x" }
    return [
      ...prompt,
      { role: "assistant" as const, content: [{ type: "tool-call" as const, ...id, input: {} }] },
      { role: "tool" as const, content: [{ type: "tool-result" as const, ...id, output }] },
    ]
  }
  expect(stepsOf(check("text"), () => undefined)).toEqual([])
  expect(stepsOf(check("error-text"), () => undefined).length).toBeGreaterThan(loop.steps.length)
})

test("no text makes the judgement throw", () => {
  const text = fc.string({ unit: "binary", maxLength: 2_000 })
  fc.assert(
    fc.property(text, text, text, text, (ask, what, output, closing) => {
      const loop = {
        name: "",
        ask,
        closing,
        failed: false,
        signs: [],
        steps: [{ tool: "bash" as const, what, output }],
      }
      expect(Array.isArray(signsOf(loop))).toBe(true)
    }),
  )
})

test("a text of a megabyte of what backtracks is read at once", () => {
  for (const unit of ["a ", " ", "ich kann ", "rm ", "> ", "error: "]) {
    const long = unit.repeat(1_000_000 / unit.length)
    signsOf({
      name: "",
      ask: long,
      closing: long,
      failed: false,
      signs: [],
      steps: [{ tool: "bash", what: long, output: long }],
    })
  }
})
