// What a person reads when ralex.yaml is wrong: where, what was found, what is allowed.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { configSchema } from "../../config/index.ts"
import { checkConfig, parseConfig } from "../../config/parse-config.ts"

function messageOf(text: string): string {
  const parsed = parseConfig(text, "ralex.yaml")
  return parsed.kind === "error" ? parsed.message : `no error: ${JSON.stringify(parsed.input)}`
}

const allKeys =
  "mode, profile, tiers, upstreams, baseline, budgets, routing, calls, safety, verify, outbound, workflows, alerts, otel, cache, retention, log, logging, ci"

describe("an error names line, column, what was found and what is allowed", () => {
  test.each([
    ["a bad enum", "mode: yol", 'ralex.yaml:1:1: mode is "yol"; allowed: off, guard, yolo'],
    ["a boolean for an enum", "\nmode: false", "ralex.yaml:2:1: mode is false; allowed: off, guard, yolo"],
    [
      "an unknown key",
      "mode: yolo\nmodes: off",
      `ralex.yaml:2:1: modes is not a key of Ralex; allowed here: ${allKeys}`,
    ],
    [
      "an unknown key further in",
      "budgets:\n  daily: 5\n  yearly: 9",
      "ralex.yaml:3:3: budgets.yearly is not a key of Ralex; allowed here: call, turn, session, run, daily, weekly, monthly, projects, agents, tiers, models, callsPerTurn, callsPerMinute, soft, onLimit, onLedgerLoss, allowance",
    ],
    [
      "an unknown class",
      "routing:\n  classes: { hard: smart }",
      "ralex.yaml:2:14: routing.classes.hard is not a key of Ralex; allowed here: simple, medium, complex, reasoning",
    ],
    [
      "a wrong type",
      "budgets:\n  daily: five",
      'ralex.yaml:2:3: budgets.daily is "five"; it must be a number',
    ],
    [
      "an object for a number",
      "budgets:\n  daily: { usd: 5 }",
      'ralex.yaml:2:3: budgets.daily is {"usd":5}; it must be a number',
    ],
    ["nothing for an object", "budgets:", "ralex.yaml:1:1: budgets is null; it must be an object"],
    [
      "an amount below zero",
      "budgets: { daily: -1 }",
      "ralex.yaml:1:12: budgets.daily is -1; it must be at least 0",
    ],
    [
      "an endless amount",
      "budgets: { daily: .inf }",
      "ralex.yaml:1:12: budgets.daily is Infinity; it must be a number",
    ],
    ["no number", "budgets: { daily: .nan }", "ralex.yaml:1:12: budgets.daily is NaN; it must be a number"],
    [
      "a share above one",
      "routing:\n  smartFrom: 2",
      "ralex.yaml:2:3: routing.smartFrom is 2; it must be at most 1",
    ],
    [
      "an empty list",
      "tiers:\n  cheap: []",
      "ralex.yaml:2:3: tiers.cheap is []; it must have at least 1 entry",
    ],
    [
      "an entry of a list, at its own line",
      "tiers:\n  cheap:\n    - google/gemini-3.8-flash\n    - nope",
      'ralex.yaml:4:7: tiers.cheap.1 is "nope"; it must be an OpenRouter model id such as google/gemini-3.8-flash',
    ],
    [
      "an unknown tier for an agent",
      "routing:\n  agents:\n    explore: cheapest",
      'ralex.yaml:3:5: routing.agents.explore is "cheapest"; allowed: free, cheap, smart, premium',
    ],
    [
      "an unknown scope for an agent",
      "budgets:\n  agents:\n    explore: { yearly: 1 }",
      "ralex.yaml:3:16: budgets.agents.explore.yearly is not a key of Ralex; allowed here: call, turn, session, run, daily, weekly, monthly",
    ],
    [
      "an unknown scope for a tier",
      "budgets:\n  tiers: { cheap: { yearly: 1 } }",
      "ralex.yaml:2:21: budgets.tiers.cheap.yearly is not a key of Ralex; allowed here: call, turn, ",
    ],
    [
      "an unknown tier with a budget",
      "budgets:\n  tiers: { cheapest: { daily: 1 } }",
      "ralex.yaml:2:12: budgets.tiers.cheapest is not a key of Ralex; allowed here: free, cheap, smart, premium",
    ],
    [
      "a project that is not a whole path",
      "budgets:\n  projects:\n    shop: { daily: 1 }",
      "ralex.yaml:3:5: budgets.projects.shop has a name that can not be used; it must be an absolute path, or one from ~/",
    ],
    [
      "an agent by the name of a prototype",
      "budgets:\n  agents:\n    __proto__: { daily: 1 }",
      "ralex.yaml:3:5: budgets.agents.__proto__ has a name that can not be used",
    ],
    [
      "half a call",
      "budgets:\n  callsPerTurn: 1.5",
      "ralex.yaml:2:3: budgets.callsPerTurn is 1.5; it must be a whole number",
    ],
    [
      "no calls at all",
      "budgets:\n  callsPerMinute: 0",
      "ralex.yaml:2:3: budgets.callsPerMinute is 0; it must be at least 1",
    ],
    [
      "a percentage above the whole",
      "alerts:\n  at: [50, 101]",
      "ralex.yaml:2:12: alerts.at.1 is 101; it must be at most 100",
    ],
    [
      "another soft threshold",
      "budgets: { soft: { premium: 50 } }",
      "ralex.yaml:1:20: budgets.soft.premium is not a key of Ralex; allowed here: smart, cheap",
    ],
    ...["T0P-S3CRET", "ftp://hooks.example/T0P-S3CRET", "file:///T0P-S3CRET"].map((url) => [
      `the webhook ${url}, without repeating it`,
      `alerts:\n  webhook: ${url}`,
      "ralex.yaml:2:3: alerts.webhook can not be used; it must be an http or https URL",
    ]),
    ["no mapping at all", "- a\n- b", 'ralex.yaml:1:1: the file is ["a","b"]; it must be an object'],
    ["a syntax error", "mode: yolo\ntiers: [", "ralex.yaml:2:9: this is not YAML: "],
    ["a key twice", "mode: yolo\nmode: off", "ralex.yaml:2:1: this is not YAML: Map keys must be unique"],
    ["two documents", "mode: yolo\n---\nmode: off", "ralex.yaml:2:1: this is not YAML: "],
    ["an alias of nothing", "mode: *nope", "ralex.yaml: Unresolved alias"],
    ["a bomb of aliases", `a: &a [1]\nb: [${Array(200).fill("*a")}]`, "ralex.yaml: Excessive alias count"],
    [
      "a prototype for a key",
      "__proto__: { mode: off }",
      "ralex.yaml:1:1: __proto__ is not a key of Ralex; ",
    ],
  ])("%s", (_what, text, expected) => {
    expect(messageOf(text ?? "")).toStartWith(expected ?? "")
    expect(messageOf(text ?? "")).not.toContain("S3CRET")
  })
})

test.each(["", "# only a comment\n", "---\n", "{}"])("%j is a file that says nothing", (text) => {
  expect(parseConfig(text, "ralex.yaml")).toEqual({ kind: "ok", input: {} })
})

test("what was written comes back without defaults", () => {
  const text = "mode: off\nbudgets: { daily: 0, weekly: null }\n"
  expect(parseConfig(text, "ralex.yaml")).toEqual({
    kind: "ok",
    input: { mode: "off", budgets: { daily: 0, weekly: null } },
  })
})

test("the keys of money alerts and budgets are read as they are meant", () => {
  const text = `
budgets:
  turn: 0.5
  run: null
  projects: { ~/work/shop/: { daily: 2 }, /srv/app: { weekly: null }, "C:\\\\work": {} }
  agents: { explore: { call: 0.01 } }
  tiers: { premium: { monthly: 20 } }
  models: { openai/gpt-6-sol: { daily: 1 }, gpt-5: { run: 1 } }
  soft: { smart: null }
alerts: { at: [95, 50, 95], webhook: "https://hooks.example/T0/B0", spike: null }
retention: { days: null }
`
  const parsed = parseConfig(text, "ralex.yaml")
  expect(parsed.kind).toBe("ok")
  const config = configSchema.parse(parsed.kind === "ok" ? parsed.input : {})
  expect(config.budgets).toMatchObject({
    turn: 0.5,
    run: null,
    projects: { "~/work/shop/": { daily: 2 }, "/srv/app": { weekly: null }, "C:\\work": {} },
    soft: { smart: null, cheap: 90 },
    callsPerTurn: 2000,
    callsPerMinute: 120,
    onLedgerLoss: "failClosed",
    allowance: 0,
  })
  expect(config.alerts).toEqual({
    at: [50, 95],
    webhook: "https://hooks.example/T0/B0",
    desktop: false,
    spike: null,
    forecast: true,
  })
  expect(config.retention).toEqual({ days: null })
})

test("values that did not come from YAML are named by where they came from", () => {
  const parsed = checkConfig({ budgets: { daily: "5" } }, () => "the plugin options")
  expect(parsed).toEqual({
    kind: "error",
    message: 'the plugin options: budgets.daily is "5"; it must be a number',
  })
})

test("any text is parsed or refused, never thrown over", () => {
  const pieces = fc.constantFrom(
    "mode",
    "budgets",
    ":",
    " ",
    "\n",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "*a",
    "&a ",
    "!!set",
    "?",
    "|",
    "'",
    "%",
    "<<",
    "yolo",
    "5",
  )
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(pieces).map((parts) => parts.join("")),
  )
  fc.assert(
    fc.property(text, (given) => {
      expect(["ok", "error"]).toContain(parseConfig(given, "ralex.yaml").kind)
    }),
  )
})
