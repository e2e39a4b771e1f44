// The environment's variables, their defaults, and the sentences for values that can not be read.
import { describe, expect, test } from "bun:test"
import { budgetScopes, pathsOf, RalexError, readEnvironment } from "../../config/index.ts"

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
    summary: undefined,
    budgets: {},
    trust: [],
    ci: false,
    githubActions: false,
    hasScreen: false,
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

test.each([
  [undefined, false],
  ["", false],
  ["false", false],
  ["true", true],
  ["1", true],
])("CI=%p is %p", (value, ci) => expect(readEnvironment({ CI: value }).ci).toBe(ci))

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

test.each([
  ["true", true],
  ["false", false],
  [undefined, false],
])("GITHUB_ACTIONS=%p is %p", (value, there) =>
  expect(readEnvironment({ GITHUB_ACTIONS: value }).githubActions).toBe(there),
)

test.each([
  ["1", true],
  ["0", false],
  ["true", false],
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
    ["RALEX_BUDGET_DAYLY", "5", "it must end in one of CALL, TURN, SESSION, RUN, DAILY, WEEKLY, MONTHLY"],
    ["RALEX_BUDGET_daily", "5", "RALEX_BUDGET_daily is no budget"],
    ["RALEX_MODE", "YOLO", 'RALEX_MODE is "YOLO"; it must be off, guard or yolo'],
    ["RALEX_LOG", "everything", 'RALEX_LOG is "everything"; it must be off, metadata or full'],
    ["RALEX_BASE_URL", "openrouter", 'RALEX_BASE_URL is "openrouter"; it must be a URL'],
  ])("%s=%s", (name, value, said) => {
    const read = () => readEnvironment({ [name]: value })
    expect(read).toThrow(RalexError)
    expect(read).toThrow(said)
  })
})
