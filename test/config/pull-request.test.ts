// A pull request's own settings do not count: the base's do, and what steers OpenCode itself stops every call.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { hashOf, loadConfig, readEnvironment, readReviewed, restoreReviewed } from "../../config/index.ts"

const BASE = "budgets: { session: 0.5 }\nsafety: { deny: [touch *] }\nci: { failOnBlock: true }\n"
const root = realpathSync(mkdtempSync(join(tmpdir(), "ralex-reviewed-")))
const project = join(root, "project")
let base = ""

function git(...words: string[]): string {
  const { stdout, stderr, success } = Bun.spawnSync(
    ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", ...words],
    {
      cwd: project,
      env: { PATH: process.env.PATH ?? "", HOME: root },
    },
  )
  if (!success) throw new Error(stderr.toString())
  return stdout.toString().trim()
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), text)
}

function load(variables: Record<string, string> = { RALEX_BASE: base }) {
  return loadConfig({ environment: readEnvironment({ HOME: root, ...variables }), project })
}

beforeAll(() => {
  mkdirSync(project)
  git("init", "-q", "-b", "main")
  put("ralex.yaml", BASE)
  put("opencode.json", "{}")
  put(".opencode/agent/own.md", "hello\n")
  git("add", "-A")
  git("commit", "-qm", "base")
  base = git("rev-parse", "HEAD")
})
beforeEach(() => {
  git("checkout", "-qf", base)
  git("clean", "-qfdx")
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** What a pull request commits. */
function change(files: Record<string, string | null>): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) rmSync(join(project, path))
    else put(path, text)
  }
  git("add", "-A")
  git("commit", "-qm", "change")
}

describe("a ralex.yaml that the pull request", () => {
  test.each<[string, Record<string, string | null>]>([
    ["loosens", { "ralex.yaml": "budgets: { session: 500 }\nmode: off\n" }],
    ["breaks", { "ralex.yaml": "budgets: [\n" }],
    ["takes away", { "ralex.yaml": null }],
    ["puts another beside", { ".opencode/ralex.yaml": "profile: quality\n" }],
  ])("%s counts as it was, and that is said", (_what, files) => {
    change(files)
    const { config, error, notices, limits } = load()
    expect(error).toBeUndefined()
    expect(config.safety.deny).toEqual(["touch *"])
    expect(config.profile).toBe("balanced")
    expect(limits.map(({ scope }) => scope)).toEqual(["session"])
    const [path = ""] = Object.keys(files)
    expect(notices[0]).toStartWith(`Ralex goes by ${path} as the base ${base.slice(0, 12)} has it`)
  })

  test("changes stays trusted as it was, by the hash that CI names", () => {
    change({ "ralex.yaml": `${BASE}# more\n` })
    const { config, notices } = load({ RALEX_BASE: base, RALEX_TRUST: hashOf(BASE) })
    expect(config.ci.failOnBlock).toBe(true)
    expect(notices).toHaveLength(1)
    expect(load({ RALEX_TRUST: hashOf(BASE) }).config.ci.failOnBlock).toBe(false)
  })
})

test("a pull request that leaves them alone changes nothing, and is not told of", () => {
  change({ "src/index.ts": "export {}\n" })
  expect(load()).toMatchObject({ error: undefined, notices: [expect.stringContaining("ignores ci in")] })
})

describe("what steers OpenCode", () => {
  test.each([
    ["opencode.json", "{ }"],
    ["packages/a/opencode.jsonc", "{}"],
    [".opencode/plugin/evil.ts", "export default {}"],
    [".opencode/agent/own.md", "other\n"],
    ["packages/a/.opencode/command/x.md", "x"],
  ])("changed at %s, stops every call until `ralex ci` has put it back", (path, text) => {
    change({ [path]: text, "src/a.ts": "a\n" })
    const { error, config } = load()
    expect(error).toContain(`changes ${path}, which OpenCode obeys`)
    expect(error).toContain("`ralex ci`")
    expect(config.mode).toBe("guard")
    restoreReviewed(base, project, [path])
    expect(load().error).toBeUndefined()
    expect(git("status", "--porcelain")).toContain(path)
  })

  test("may not be a link either", () => {
    rmSync(join(project, ".opencode"), { recursive: true })
    put("elsewhere/plugin/evil.ts", "x")
    symlinkSync("elsewhere", join(project, ".opencode"))
    change({})
    const { changed } = readReviewed(base, project) as { changed: string[] }
    expect(changed).toEqual([".opencode", ".opencode/agent/own.md"])
    restoreReviewed(base, project, changed)
    expect(load().error).toBeUndefined()
    expect(readFileSync(join(project, ".opencode/agent/own.md"), "utf8")).toBe("hello\n")
  })
})

describe("without a base that can be read no call is made", () => {
  const gone = "0".repeat(40)
  test.each<[string, Record<string, string>, string]>([
    ["not in the clone", { RALEX_BASE: gone }, `git fetch --depth=1 origin ${gone}`],
    ["not named by the runner", { BUILDKITE_PULL_REQUEST: "12" }, "Name the commit in RALEX_BASE"],
    ["an option", { RALEX_BASE: "--output=x" }, "is no name of a commit"],
    [
      "an event that is not there",
      { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "pull_request" },
      "RALEX_BASE",
    ],
  ])("%s", (_what, variables, said) => expect(load(variables).error).toContain(said))
})

describe("the base is", () => {
  const event = join(root, "event.json")
  beforeAll(() => writeFileSync(event, JSON.stringify({ pull_request: { base: { sha: "b".repeat(40) } } })))
  const path = { GITHUB_EVENT_PATH: event }
  test.each<[Record<string, string>, string | undefined]>([
    [{}, undefined],
    [{ GITHUB_EVENT_NAME: "push", GITHUB_SHA: "a", ...path }, undefined],
    [{ GITHUB_EVENT_NAME: "pull_request", ...path }, "b".repeat(40)],
    [{ GITHUB_EVENT_NAME: "pull_request_target", ...path }, "b".repeat(40)],
    [{ GITHUB_EVENT_NAME: "issue_comment", GITHUB_SHA: "a", ...path }, "a"],
    [{ CI_MERGE_REQUEST_IID: "1", CI_MERGE_REQUEST_DIFF_BASE_SHA: "d" }, "d"],
    [
      {
        CI_MERGE_REQUEST_IID: "1",
        CI_MERGE_REQUEST_DIFF_BASE_SHA: "d",
        CI_MERGE_REQUEST_TARGET_BRANCH_SHA: "t",
      },
      "t",
    ],
    [{ BITBUCKET_PR_ID: "1", BITBUCKET_PR_DESTINATION_COMMIT: "c" }, "c"],
    [{ TRAVIS_PULL_REQUEST: "false" }, undefined],
    [{ GITHUB_EVENT_NAME: "pull_request", RALEX_BASE: "HEAD", ...path }, "HEAD"],
  ])("of %j: %p", (variables, expected) =>
    expect(readEnvironment(variables).pullRequest?.base).toBe(expected as never),
  )
})
