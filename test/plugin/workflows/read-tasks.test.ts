// The check boxes of tasks.md are the memory of the work: which is next is read from them, however they were written.
import { describe, expect, test } from "bun:test"
import { chooseWork, readAsked, slugOf } from "../../../plugin/workflows/choose-work.ts"
import { isDone, nextTask, readTasks } from "../../../plugin/workflows/read-tasks.ts"

const FIRST = `# Spec Tasks

- [x] 1. Store users
  - [x] 1.1 Write tests
- [ ] 2. Build the form
  - [x] 2.1 Write tests for the form
  - [ ] 2.2 Build it
- [ ] 3. Ship
`
const SECOND = `#### Task Group 1
- [x] 1.0 Complete the database layer
  - [x] 1.1 Write 2-8 focused tests
    - Limit them
  - [x] 1.2 Create the model

- [ ] 2.0 **Complete the API layer**
\t- [ ] 2.1 Write tests
`

describe("which task is next", () => {
  test.each([
    ["the first that is not done", FIRST, "2", "Build the form"],
    ["also where the second generation numbers", SECOND, "2.0", "Complete the API layer"],
    ["a checked one whose sub-task is open", "- [x] 1. A\n  - [ ] 1.1 b\n- [ ] 2. C", "1", "A"],
    ["not a blocked one", "- [ ] 1. A ⚠️ Blocking issue: no key\n- [ ] 2. C", "2", "C"],
    ["nor one with the note below it", "- [ ] 1. A\n  ⚠️ Blocking issue: no key\n- [ ] 2. C", "2", "C"],
    [
      "but one that only talks of blocks",
      "- [ ] 1. Let admins see blocked users",
      "1",
      "Let admins see blocked users",
    ],
    ["not an example in a fence", "```\n- [ ] 1. Example\n```\n- [ ] 1. Real", "1", "Real"],
    ["numbered by its place where nobody did", "* [X] A\n* [ ] B", "2", "B"],
    ["in a numbered list, with Windows' line ends", "1. [x] A\r\n2. [ ] B\r\n", "2", "B"],
    ["in an indented list", "   - [x] 1. A\n   - [ ] 2. B\n     - [ ] 2.1 c", "2", "B"],
  ])("%s", (_what, text, number, title) => {
    expect(nextTask(readTasks(text))).toMatchObject({ number, title })
  })

  test("is none when all is done, and in a text without boxes", () => {
    expect(nextTask(readTasks("- [x] 1. A"))).toBeUndefined()
    expect(readTasks("# Tasks\n- a\n- [link](x)")).toEqual([])
  })

  test("sub-tasks stand with their task", () => {
    const [, second] = readTasks(FIRST)
    expect(second?.subTasks.map(({ number, done }) => [number, done])).toEqual([
      ["2.1", true],
      ["2.2", false],
    ])
    expect(readTasks(FIRST).map(isDone)).toEqual([true, false, false])
  })
})

describe("which work a command means", () => {
  const spec = (name: string, tasks: string | undefined) => ({ name, files: ["spec.md"], tasks })
  const specs = [
    spec("2026-01-01-search", "- [ ] 1. Find"),
    spec("2026-01-02-login", FIRST),
    spec("2026-01-03-old-plan", undefined),
    spec("2026-01-04-log-out", "- [x] 1. Leave"),
    spec("2026-01-05-report", "- [ ] 1. Sum\n- [ ] 2. Show ⚠️\n- [ ] 3. Print"),
  ]
  const chosen = (words: string, from = specs) => {
    const work = chooseWork({ specs: from }, readAsked(words))
    const next = work.kind === "open" ? work.next.map(({ number }) => number) : []
    return [work.kind, "spec" in work ? work.spec.name.slice(11) : "", ...next]
  }

  test.each<[string, string, string[]]>([
    ["what was begun goes on before what is newer", "", ["open", "login", "2"]],
    ["a task by its number", "3", ["open", "login", "3"]],
    ["a sub-task's number means its task", "2.2", ["open", "login", "2"]],
    ["no such task", "9", ["no-task", "login"]],
    ["a specification by its name", "report", ["open", "report", "1"]],
    ["by its path", ".agent-os/specs/2026-01-05-report/", ["open", "report", "1"]],
    ["in words", "log out", ["all-done", "log-out"]],
    ["all, but the blocked one", "report all", ["open", "report", "1", "3"]],
    ["one whose tasks are to be written", "old plan", ["no-tasks", "old-plan"]],
    ["none of that name", "payments", ["no-spec", ""]],
  ])("%s", (_what, words, expected) => {
    expect(chosen(words)).toEqual(expected)
  })

  test("without begun work the newest with open tasks, not one that never had tasks", () => {
    expect(
      chosen(
        "",
        [specs[0], specs[2]].flatMap((one) => one ?? []),
      ),
    ).toEqual(["open", "search", "1"])
  })

  test("all open ones blocked", () => {
    expect(chosen("", [spec("2026-01-01-x", "- [ ] 1. A ⚠️")])[0]).toBe("blocked")
  })

  test.each([
    ["Log in with OAuth!", "log-in-with-oauth"],
    ["Über uns", "über-uns"],
    ["../../etc", "etc"],
    ["!?", ""],
  ])("%p becomes the name %p", (text, slug) => {
    expect(slugOf(text)).toBe(slug)
  })
})
