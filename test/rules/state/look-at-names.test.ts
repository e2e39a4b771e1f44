// Branches and tags that are deleted or moved: looked at by git itself, since not every rule that may ask so does it yet.
import { afterEach, expect, test } from "bun:test"
import { type Answer, createLook } from "../../../rules/index.ts"
import { parseArguments } from "../../../rules/programs/parse-arguments.ts"
import { removeScratches, type Scratch, scratch } from "./scratch-repository.ts"

afterEach(removeScratches)

function look(it: Scratch, command: string): Promise<Answer> {
  const argv = command.split(" ")
  const parsed = parseArguments(argv.slice(1), { values: [], singleDash: false })
  const execution = {
    argv,
    program: argv[0] ?? "",
    arguments: parsed,
    cwd: it.root,
    origin: "",
    effects: [],
    traits: [],
    requests: [],
  }
  return createLook({ path: process.env.PATH ?? "", home: it.context.home })(
    { about: "git", execution, effects: [], strict: true, context: it.context },
    AbortSignal.timeout(10_000),
  )
}

test.each([
  ["git branch -f main side", true],
  ["git branch -f main v2~1", true],
  ["git branch -f other v2~1", false],
  ["git branch -f side main", false],
  ["git branch -f new HEAD", false],
  ["git branch -f only-here HEAD", true],
  ["git tag -d v1", false],
  ["git tag -d v2", true],
  ["git tag -d v1 v2", true],
  ["git tag --delete nothing", false],
])("%s loses commits: %p", async (command, lost) => {
  const it = scratch()
  it.git("branch", "side")
  it.git("commit", "-qm", "second", "--allow-empty")
  it.git("tag", "v1", "side")
  it.git("checkout", "-q", "--detach", "side")
  it.git("commit", "-qm", "only tagged", "--allow-empty")
  it.git("tag", "v2")
  it.git("checkout", "-q", "-b", "only-here", "side")
  it.git("commit", "-qm", "on one branch", "--allow-empty")
  it.git("checkout", "-q", "side")
  it.git("branch", "other", "side")
  expect((await look(it, command)).kind).toBe(lost ? "lost" : "kept")
})

test.each([
  "git tag v3",
  "git branch -f a b c",
  "git branch -f @{-1} HEAD",
  "git tag -d -f x",
  "yadm branch -D x",
])("%s is not understood", async (command) => {
  expect(await look(scratch(), command)).toMatchObject({ kind: "unknown" })
})
