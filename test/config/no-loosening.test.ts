// A property of trust: whatever a project writes that nobody trusts, no limit that held before is any looser.
import { afterAll, expect, test } from "bun:test"
import fc from "fast-check"
import { budgetScopes, type ConfigLimit, hashOf, type LoadedConfig } from "../../config/index.ts"
import { machine, removeMachines } from "./sample-machine.ts"

afterAll(removeMachines)

const it = machine()
const amount = fc.option(fc.constantFrom(0, 0.5, 1, 2, 3, 10), { nil: null })
const amounts = fc.record(Object.fromEntries(budgetScopes.map((scope) => [scope, amount])), {
  requiredKeys: [],
})
const names = fc.constantFrom("explore", "plan", "constructor", "toString", "hasOwnProperty")
const percent = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null })
const cap = fc.option(fc.integer({ min: 1, max: 9_999 }), { nil: null })

const budgets = fc.record(
  {
    ...Object.fromEntries(budgetScopes.map((scope) => [scope, amount])),
    projects: fc.dictionary(fc.constantFrom(it.project, `${it.project}/`, "/elsewhere"), amounts),
    agents: fc.dictionary(names, amounts),
    tiers: fc.dictionary(fc.constantFrom("cheap", "premium"), amounts),
    models: fc.dictionary(names, amounts),
    callsPerTurn: cap,
    callsPerMinute: cap,
    soft: fc.record({ smart: percent, cheap: percent }, { requiredKeys: [] }),
    onLimit: fc.constantFrom("degrade", "stop"),
    onLedgerLoss: fc.constantFrom("failClosed", "failOpen"),
    allowance: fc.constantFrom(0, 1, 5),
  },
  { requiredKeys: [] },
)
const file = fc.record(
  {
    mode: fc.constantFrom("off", "guard", "yolo"),
    budgets,
    alerts: fc.record(
      {
        at: fc.uniqueArray(fc.integer({ min: 1, max: 100 })),
        webhook: fc.constantFrom(null, "https://example.com/hook"),
        desktop: fc.boolean(),
        spike: fc.option(fc.integer({ min: 1, max: 9 }), { nil: null }),
        forecast: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    retention: fc.record({ days: cap }, { requiredKeys: [] }),
    outbound: fc.record({ secrets: fc.constantFrom("mask", "warn", "off") }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)
const variables = fc.record(
  { RALEX_BUDGET_DAILY: fc.constantFrom("0.7", "20"), RALEX_BUDGET_SESSION: fc.constantFrom("0.7", "20") },
  { requiredKeys: [] },
)

const strictness = { off: 0, yolo: 1, guard: 2 }
const numberOf = (value: number | null) => value ?? Number.POSITIVE_INFINITY

/** Whether a limit counts at least what the other counts, and allows no more. */
function holdsFor(limit: ConfigLimit, other: ConfigLimit): boolean {
  const wider = Object.entries(limit.part).every(([key, value]) =>
    Object.entries(other.part).some(([name, named]) => name === key && named === value),
  )
  return limit.scope === other.scope && wider && limit.usd <= other.usd
}

function expectNoLooser(after: LoadedConfig, before: LoadedConfig): void {
  const lost = before.limits.filter((limit) => !after.limits.some((other) => holdsFor(other, limit)))
  expect(lost).toEqual([])
  const [now, then] = [after.config, before.config]
  const pairs = [
    ...budgetScopes.map((scope) => [now.budgets[scope], then.budgets[scope]] as const),
    [now.budgets.callsPerTurn, then.budgets.callsPerTurn],
    [now.budgets.callsPerMinute, then.budgets.callsPerMinute],
    [now.budgets.soft.smart, then.budgets.soft.smart],
    [now.budgets.soft.cheap, then.budgets.soft.cheap],
  ] as const
  for (const [value, earlier] of pairs) expect(numberOf(value)).toBeLessThanOrEqual(numberOf(earlier))
  expect(strictness[now.mode]).toBeGreaterThanOrEqual(strictness[then.mode])
  const { onLimit, onLedgerLoss, allowance } = then.budgets
  expect(now.budgets).toMatchObject({ onLimit, onLedgerLoss, allowance })
  expect(now.alerts).toEqual({ ...then.alerts, at: now.alerts.at })
  expect(now.retention).toEqual(then.retention)
  expect(now.outbound).toEqual(then.outbound)
}

/** Below, beside or above another file of the project, which the person trusts. */
const places = fc.constantFrom(["ralex.yaml", ".opencode/ralex.yaml"], [".opencode/ralex.yaml", "ralex.yaml"])

test("an untrusted project never loosens what holds", () => {
  fc.assert(
    fc.property(file, file, file, variables, places, (user, vouched, hostile, env, [trusted, untrusted]) => {
      const content = `${JSON.stringify(vouched)}\n# vouched for`
      it.user(JSON.stringify(user))
      it.file(trusted ?? "", content)
      it.file(untrusted ?? "", "")
      const given = { variables: { ...env, RALEX_TRUST: hashOf(content) } }
      const before = it.load(given)
      it.file(untrusted ?? "", JSON.stringify(hostile))
      const after = it.load(given)
      expect([before.error, after.error]).toEqual([undefined, undefined])
      expectNoLooser(after, before)
    }),
    { numRuns: 150 },
  )
}, 60_000)
