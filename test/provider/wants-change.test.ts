// What an ask wants, by its words: a change of the project's files, one after a look, or none.
import { expect, test } from "bun:test"
import { stepsOf } from "../../provider/attempt-steps.ts"
import { isReadOnly } from "../../provider/can-be-checked.ts"
import { judgeAttempt } from "../../provider/judge-attempt.ts"
import { namesProject, wantsChange, wantsNoChange } from "../../provider/wants-change.ts"

test.each([
  "review the auth module and fix what you find",
  "explain the bug and fix it",
  "Look at issue 12 and resolve it",
  "run the formatter",
  "can you run cargo fmt",
  "run bun install",
  "fix the race without changing the schema",
  "Implement retries; do not modify the tests",
  "fix it but don't touch the docs",
])("work, though it also looks or has limits: %s", (ask) => {
  expect([isReadOnly(ask), wantsNoChange(ask)]).toEqual([false, false])
})

test.each([
  "explain how the parser works",
  "why is the build slow? don't change anything yet",
  "fix the plan in your head, but do not edit any files",
  "Review the parser without changing the code.",
  "analyse the crash, do not fix it",
  "run the tests and tell me which fail",
])("no work on files: %s", (ask) => {
  expect(isReadOnly(ask)).toBe(true)
})

/** An answer in words alone. */
function signsOf(ask: string): string[] {
  const end = {
    steps: stepsOf([], () => undefined),
    closing: "Here it is.",
    finish: "stop",
    changes: "none" as const,
  }
  return judgeAttempt({ ...end, wantedChange: wantsChange(ask), namesProject: namesProject(ask) }).map(
    ({ name }) => name,
  )
}

test.each([
  "Write a haiku about Rust",
  "convert this JSON to YAML: {}",
  "write a SQL query that counts orders per day",
  "rewrite this paragraph so that it sounds friendly",
  "make sure the tests pass",
  "Hi! translate 'update' into French",
])("an answer in words is enough for: %s", (ask) => {
  expect(signsOf(ask)).toEqual([])
})

test.each([
  "fix the crash when the list is empty",
  "rename getUser to fetchUser",
  "add a test to src/list.ts",
  "implement the retry option",
])("words alone are no answer to: %s", (ask) => {
  expect(signsOf(ask)).toEqual(["nothing-changed"])
})
