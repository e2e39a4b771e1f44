// The environment's variables, their defaults, and the sentences for values that can not be read.
import { describe, expect, test } from "bun:test"
import { budgetScopes, configSchema, isCi, pathsOf, RalexError, readEnvironment } from "../../config/index.ts"

test("nothing set gives the defaults of DESIGN", () => {
  expect(readEnvironment({ HOME: "/home/me" })).toEqual({
    paths: pathsOf({ HOME: "/home/me" }),
    apiKeys: [],
    ledger: "sqlite:/home/me/.local/share/ralex/ledger.db",
    baseUrl: "https://openrouter.ai/api/v1",
    webhookSecret: undefined,
    serverPassword: undefined,
    standalone: false,
    mode: undefined,
    log: undefined,
    summaries: [],
    budgets: {},
    trust: [],
    ciHost: undefined,
    stepSummary: undefined,
    pullRequest: undefined,
    hasScreen: false,
    notices: [],
  })
})

test("the XDG directories and RALEX_CONFIG move what Ralex and OpenCode keep", () => {
  const paths = pathsOf({
    HOME: "/h",
    XDG_CONFIG_HOME: "/c",
    XDG_DATA_HOME: "/d",
    XDG_CACHE_HOME: "/k",
    RALEX_CONFIG: "/mine.yaml",
  })
  expect(paths).toEqual({
    home: "/h",
    userConfig: "/mine.yaml",
    userConfigNamed: true,
    configDirectory: "/c/ralex",
    data: "/d/ralex",
    log: "/d/ralex/log",
    cache: "/k/ralex",
    trust: "/d/ralex/trust.json",
    opencodeData: "/d/opencode",
    opencodeConfig: "/c/opencode",
  })
})

test("empty XDG directories are no directories", () => {
  const paths = pathsOf({ HOME: "/h", XDG_CONFIG_HOME: "", XDG_DATA_HOME: "", RALEX_CONFIG: "" })
  expect(paths).toEqual(pathsOf({ HOME: "/h" }))
})

describe("keys", () => {
  test.each([
    [{ OPENROUTER_API_KEY: "one" }, ["one"]],
    [{ OPENROUTER_API_KEYS: "one, two ,,three" }, ["one", "two", "three"]],
    [{ OPENROUTER_API_KEYS: "two", OPENROUTER_API_KEY: "one" }, ["two"]],
    [{ OPENROUTER_API_KEYS: "", OPENROUTER_API_KEY: "one" }, ["one"]],
    [{ OPENROUTER_API_KEY: "" }, []],
  ])("%j gives %j", (variables, keys) => expect(readEnvironment(variables).apiKeys).toEqual(keys))
})

describe("CI", () => {
  test.each<[Record<string, string>, string | undefined]>([
    [{}, undefined],
    [{ CI: "" }, undefined],
    [{ CI: "false" }, undefined],
    [{ CI: "0" }, undefined],
    [{ CI: "true" }, "other"],
    [{ CI: "1" }, "other"],
    [{ GITHUB_ACTIONS: "true", CI: "true" }, "github"],
    [{ GITHUB_ACTIONS: "false" }, undefined],
    [{ GITLAB_CI: "true" }, "gitlab"],
    [{ TF_BUILD: "True" }, "other"],
    [{ JENKINS_URL: "https://ci.example" }, "other"],
    [{ BUILDKITE: "true", CI: "false" }, undefined],
  ])("%j is %p", (variables, host) => expect(readEnvironment(variables).ciHost).toBe(host as never))

  test.each<[boolean | undefined, Record<string, string>, boolean]>([
    [undefined, {}, false],
    [undefined, { CI: "1" }, true],
    [true, {}, true],
    [false, { GITHUB_ACTIONS: "true" }, false],
  ])("ci.enabled %p with %j is %p", (enabled, variables, expected) => {
    const { ci } = configSchema.parse({ ci: enabled === undefined ? {} : { enabled } })
    expect(isCi(ci, readEnvironment(variables))).toBe(expected)
  })
})

test.each([
  ["secret", "secret"],
  ["", undefined],
  [undefined, undefined],
])("OPENCODE_SERVER_PASSWORD=%p is %p", (value, password) =>
  expect(readEnvironment({ OPENCODE_SERVER_PASSWORD: value }).serverPassword).toBe(password),
)

test.each([
  ["secret", "secret"],
  ["", undefined],
])("RALEX_WEBHOOK_SECRET=%p is %p", (value, secret) =>
  expect(readEnvironment({ RALEX_WEBHOOK_SECRET: value }).webhookSecret).toBe(secret),
)

test("the page of the job is GitHub's only", () => {
  const page = { GITHUB_STEP_SUMMARY: "/page.md" }
  expect(readEnvironment({ ...page, GITHUB_ACTIONS: "true" }).stepSummary).toBe("/page.md")
  expect(readEnvironment({ ...page, CI: "true" }).stepSummary).toBeUndefined()
})

test("RALEX_SUMMARY may name several files", () => {
  expect(readEnvironment({ RALEX_SUMMARY: "a.md, b.json,,c.xml" }).summaries).toEqual([
    "a.md",
    "b.json",
    "c.xml",
  ])
})

test.each([
  ["1", true],
  ["0", false],
])("RALEX_STANDALONE=%s is %p", (value, standalone) =>
  expect(readEnvironment({ RALEX_STANDALONE: value }).standalone).toBe(standalone),
)

test("the base URL loses its last slashes", () => {
  expect(readEnvironment({ RALEX_BASE_URL: "http://127.0.0.1:1/api/v1//" }).baseUrl).toBe(
    "http://127.0.0.1:1/api/v1",
  )
})

test.each([...budgetScopes])("RALEX_BUDGET_%s is a budget", (scope) => {
  expect(readEnvironment({ [`RALEX_BUDGET_${scope.toUpperCase()}`]: "2.50" }).budgets).toEqual({
    [scope]: 2.5,
  })
})

test("a budget of nothing is a budget, an empty variable is none", () => {
  expect(readEnvironment({ RALEX_BUDGET_DAILY: "0", RALEX_BUDGET_WEEKLY: "" }).budgets).toEqual({ daily: 0 })
})

describe("a value that can not be read must not become no limit", () => {
  test.each([
    ["RALEX_BUDGET_DAILY", "five", 'RALEX_BUDGET_DAILY is "five"; it must be a budget in USD'],
    ["RALEX_BUDGET_DAILY", "-1", 'RALEX_BUDGET_DAILY is "-1"'],
    ["RALEX_BUDGET_DAILY", "Infinity", 'RALEX_BUDGET_DAILY is "Infinity"'],
    ["RALEX_BUDGET_DAILY", "2,50", 'RALEX_BUDGET_DAILY is "2,50"'],
    ["RALEX_BUDGET_DAILY", "$5", 'RALEX_BUDGET_DAILY is "$5"'],
    [
      "RALEX_BUDGET_HOURLY_MOST",
      "5",
      "it must end in one of CALL, TURN, SESSION, RUN, DAILY, WEEKLY, MONTHLY",
    ],
    ["RALEX_BUDGET_DAYLY", "5", "no variable RALEX_BUDGET_DAYLY; did you mean RALEX_BUDGET_DAILY?"],
    ["RALEX_BUDGET_daily", "5", "did you mean RALEX_BUDGET_DAILY?"],
    ["RALEX_BUGDET_SESSION", "5", "did you mean RALEX_BUDGET_SESSION?"],
    ["RALEX_MOD", "off", "did you mean RALEX_MODE?"],
    ["RALEX_TURST", "x", "did you mean RALEX_TRUST?"],
    ["ralex_ledger", "x", "did you mean RALEX_LEDGER?"],
    ["RALEX_BASEURL", "x", "did you mean RALEX_BASE_URL?"],
    ["RALEX_STANDALONE", "true", 'RALEX_STANDALONE is "true"; it must be 1 or 0'],
    ["RALEX_TRUST", `${"a".repeat(64)} yes`, 'RALEX_TRUST has "yes"; it must be the hashes'],
    ["RALEX_LEDGER", "/home/me/ledger.db", "RALEX_LEDGER must be sqlite: and the path of a file"],
    ["RALEX_MODE", "YOLO", 'RALEX_MODE is "YOLO"; it must be off, guard or yolo'],
    ["RALEX_LOG", "everything", 'RALEX_LOG is "everything"; it must be off, metadata or full'],
    ["RALEX_BASE_URL", "openrouter", 'RALEX_BASE_URL is "openrouter"; it must be a URL'],
  ])("%s=%s", (name, value, said) => {
    const read = () => readEnvironment({ [name]: value })
    expect(read).toThrow(RalexError)
    expect(read).toThrow(said)
  })
})

test("a value that can hold a password is not repeated", () => {
  expect(() => readEnvironment({ RALEX_LEDGER: "mysql://me:S3CRET@host/db" })).toThrow(/^(?!.*S3CRET)/)
})

test("a name that is near none is somebody else's: it is said, and nothing stops", () => {
  const { notices } = readEnvironment({ RALEX_HOUSE_COLOUR: "blue", RALEX_CWD: "/", RALEX_EMPTY_THING: "" })
  expect(notices).toEqual(["Ralex does not know the variable RALEX_HOUSE_COLOUR, and ignores it."])
})
