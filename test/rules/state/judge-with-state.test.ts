// How answers become a verdict, with looks that are made up: which count, how long is waited, what is said.
import { expect, test } from "bun:test"
import {
  type Answer,
  judgeCommand,
  judgeCommandWithState,
  type Look,
  type StateQuestion,
} from "../../../rules/index.ts"
import { nameLosses } from "../../../rules/state/name-losses.ts"
import { ruleContext } from "../rule-context.ts"

function lookSaying(...answers: Answer[]): { look: Look; asked: StateQuestion[] } {
  const asked: StateQuestion[] = []
  const look: Look = async (question) => {
    asked.push(question)
    return answers[asked.length - 1] ?? answers.at(-1) ?? { kind: "unknown", why: "nobody said" }
  }
  return { look, asked }
}

const kept: Answer = { kind: "kept", because: "it is committed" }
const lost: Answer = { kind: "lost", losses: [{ kind: "changed", name: "a.ts" }] }
const unknown: Answer = { kind: "unknown", why: "nobody knows" }

const judge = (command: string, look: Look) => judgeCommandWithState(command, ruleContext, look)

test("what no rule is about is not looked at, nor what no look can change", async () => {
  const { look, asked } = lookSaying(kept)
  for (const command of [
    "ls",
    "git push --force",
    "rm -rf /",
    "git reset --hard; rm -rf ~",
    "rm -rf /tmp/x",
    "$X",
  ])
    expect(await judge(command, look)).toEqual(judgeCommand(command, ruleContext))
  expect(asked).toEqual([])
})

test("nothing lost is allowed, and said why", async () => {
  expect(await judge("git reset --hard", lookSaying(kept).look)).toEqual({
    kind: "allow",
    because: "it is committed",
  })
})

test("of several, each must be kept", async () => {
  const command = "git reset --hard && git clean -fd"
  expect(await judge(command, lookSaying(kept, kept).look)).toMatchObject({ kind: "allow" })
  expect(await judge(command, lookSaying(kept, unknown).look)).toEqual(judgeCommand(command, ruleContext))
  expect(await judge(command, lookSaying(unknown, kept).look)).toEqual(judgeCommand(command, ruleContext))
  expect(await judge(command, lookSaying(kept, lost).look)).toMatchObject({
    kind: "ask",
    rule: "git.clean",
    reason: expect.stringMatching(/It would lose 1 file with uncommitted changes: a\.ts\.$/),
    evidence: "1 file with uncommitted changes: a.ts",
  })
})

test("a rule that counts only after a look denies what is surely lost, and nothing else", async () => {
  for (const answer of [kept, unknown])
    expect(await judge("rm -rf src", lookSaying(answer).look)).toEqual({ kind: "allow" })
  expect(await judge("rm -rf src", lookSaying(lost).look)).toMatchObject({
    kind: "ask",
    rule: "filesystem.uncommitted",
  })
})

test("what is denied without a look is asked about first", async () => {
  const { look, asked } = lookSaying(kept)
  await judge("git clean -fd; rm -rf src", look)
  expect(asked.map(({ strict, about }) => [strict, about])).toEqual([
    [true, "git"],
    [false, "files"],
  ])
})

test("all files that a rule is about are one question", async () => {
  const { look, asked } = lookSaying(kept)
  await judge("rm a b; rm -rf c d; cd src && rm e", look)
  expect(asked).toHaveLength(1)
  expect(asked[0]?.effects.map(({ target }) => target)).toEqual(["a", "b", "c", "d", "e"])
})

test("a look that fails, or never ends, leaves the verdict that there was, in time", async () => {
  const command = "git reset --hard; git clean -fd; rm -rf src"
  const failing: Look = () => Promise.reject(new Error("no disk"))
  expect(await judge(command, failing)).toEqual(judgeCommand(command, ruleContext))
  const started = performance.now()
  const endless: Look = () => new Promise(() => {})
  expect(await judge(command, endless)).toEqual(judgeCommand(command, ruleContext))
  expect(await judge("rm -rf src", endless)).toEqual({ kind: "allow" })
  expect(performance.now() - started).toBeLessThan(600)
})

test("a look is told when its time is over", async () => {
  let told = false
  const waiting: Look = (_, deadline) =>
    new Promise((resolve) => {
      deadline.addEventListener("abort", () => {
        told = true
        resolve(kept)
      })
    })
  await judge("git reset --hard", waiting)
  expect(told).toBe(true)
})

test("whoever asks too much is judged without", async () => {
  const { look, asked } = lookSaying(kept)
  const command = Array.from({ length: 40 }, (_, index) => `git checkout -- f${index}`).join("; ")
  expect(await judge(command, look)).toEqual(judgeCommand(command, ruleContext))
  expect(asked).toEqual([])
})

test("losses are counted by kind, and neither a long nor an odd name breaks the sentence", () => {
  expect(nameLosses([{ kind: "changed", name: "a\nb\u202e.ts" }])).toBe(
    "1 file with uncommitted changes: a?b?.ts",
  )
  expect(nameLosses([{ kind: "untracked", name: "x".repeat(500) }])).toHaveLength(109)
  expect(
    nameLosses([
      { kind: "commit", name: "abc one" },
      { kind: "changed", name: "a" },
      { kind: "changed", name: "a" },
      { kind: "changed", name: "b" },
    ]),
  ).toBe("2 files with uncommitted changes: a, b; 1 commit that is on no other branch: abc one")
})
