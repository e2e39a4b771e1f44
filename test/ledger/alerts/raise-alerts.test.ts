// Alerts are claimed once of all processes and said in every way that the person set, whatever goes wrong on the way.
import { afterAll, afterEach, expect, spyOn, test } from "bun:test"
import { type Config, hideStatusCodes, type Instance } from "../../../config/index.ts"
import { type AlertRow, dueAlerts, flushAlerts, raiseAlerts } from "../../../ledger/index.ts"
import { machine, removeMachines } from "../../config/sample-machine.ts"
import { status, webhookServer } from "./webhook-server.ts"

afterAll(removeMachines)
afterEach(() => flushAlerts(20_000))

type Alerts = ReturnType<typeof dueAlerts>

const at = new Date("2026-11-19T12:00:00Z")

/** A store that several processes share; each opens its own ledger on it. */
function store() {
  const rows = new Map<string, AlertRow>()
  const open = () => ({
    claimAlert: async (row: AlertRow) => {
      await Bun.sleep(0)
      if (rows.has(row.key)) return false
      rows.set(row.key, row)
      return true
    },
  })
  return { rows, open }
}

function person(alerts: Partial<Config["alerts"]> = {}, variables: Record<string, string> = {}) {
  const home = machine()
  const loaded = home.load()
  const told: string[] = []
  const instance: Pick<Instance, "tell" | "environment" | "loaded"> = {
    tell: ({ text }) => told.push(text),
    environment: home.environment(variables),
    loaded: { ...loaded, config: { ...loaded.config, alerts: { ...loaded.config.alerts, ...alerts } } },
  }
  return { instance, told }
}

function alert(key: string, given: Partial<AlertRow> = {}): Alerts[number] {
  return { row: { key, at, level: "warning", text: `Ralex: the budget of ${key}`, ...given }, silent: false }
}

const texts = (...keys: string[]) => keys.map((key) => alert(key).row.text)

test("of many processes just one says an alert", async () => {
  const shared = store()
  const people = Array.from({ length: 8 }, () => person())
  const raised = people.map(({ instance }) =>
    raiseAlerts({ ledger: shared.open(), instance, alerts: [alert("a"), alert("b")] }),
  )
  await Promise.all(raised)
  expect(people.flatMap(({ told }) => told).toSorted()).toEqual(texts("a", "b"))
})

test("a threshold that was passed together with a higher one is never said", async () => {
  const shared = store()
  const { instance, told } = person()
  const place = { at, rootSession: "root", turn: "turn", run: "run" }
  const dueAt = (countedNano: bigint) =>
    dueAlerts(
      { place, standings: [{ scope: "daily", limitNano: 100n, countedNano, pendingNano: 0n }] },
      { at: [50, 80, 95, 100], forecast: false, spike: null },
    )
  for (const spent of [85n, 60n, 90n, 97n, 97n]) {
    await raiseAlerts({ ledger: shared.open(), instance, alerts: dueAt(spent) })
  }
  expect(told.map((text) => /(\d+) %/.exec(text)?.[1])).toEqual(["85", "97"])
  expect([...shared.rows.keys()].map((key) => key.split(":")[2])).toEqual(["80", "50", "95"])
})

test("what the person reads as a refusal is claimed, and not told once more", async () => {
  const shared = store()
  const { instance, told } = person()
  await raiseAlerts({ ledger: shared.open(), instance, alerts: [{ ...alert("a"), heard: true }, alert("b")] })
  expect(told).toEqual(texts("b"))
  expect([...shared.rows.keys()]).toEqual(["a", "b"])
})

test("what this process has claimed it does not ask the ledger again", async () => {
  const ledger = store().open()
  const claims = spyOn(ledger, "claimAlert")
  const { instance } = person()
  await raiseAlerts({ ledger, instance, alerts: [alert("a")] })
  await raiseAlerts({ ledger, instance, alerts: [alert("a"), alert("b")] })
  expect(claims.mock.calls.map(([row]) => row.key)).toEqual(["a", "b"])
})

test("a ledger that fails is said once, and the alert all the same, but not to a whole channel", async () => {
  await using server = webhookServer()
  const ledger = { claimAlert: () => Promise.reject(new Error("the disk is full.\n500")) }
  const { instance, told } = person({ webhook: server.url })
  await raiseAlerts({ ledger, instance, alerts: [alert("a"), { ...alert("b"), silent: true }] })
  await raiseAlerts({ ledger, instance, alerts: [alert("a")] })
  await flushAlerts(20_000)
  expect(new Set(told).size).toBe(2)
  expect(told[0]).toContain("so they may be said twice: the disk is full.")
  expect(told[0]).not.toContain("500")
  expect(told).toContain(alert("a").row.text)
  expect(server.posted).toEqual([])
})

test("the webhook gets what was claimed, signed with the person's secret", async () => {
  await using server = webhookServer()
  const { instance, told } = person({ webhook: server.url }, { RALEX_WEBHOOK_SECRET: "passphrase" })
  await raiseAlerts({
    ledger: store().open(),
    instance,
    alerts: [alert("limit:a"), { ...alert("b"), silent: true }],
  })
  await flushAlerts(20_000)
  expect(server.posted.map(({ body }) => JSON.parse(body).text)).toEqual(texts("limit:a"))
  expect(server.posted[0]?.headers["webhook-signature"]).toStartWith("v1,")
  expect(told).toEqual(texts("limit:a"))
})

test("a webhook that does not take it is said once, and its path never", async () => {
  await using server = webhookServer(status(404))
  const { instance, told } = person({ webhook: server.url })
  await raiseAlerts({ ledger: store().open(), instance, alerts: [alert("a"), alert("b")] })
  await flushAlerts(20_000)
  const complaints = told.filter((text) => !texts("a", "b").includes(text))
  expect(new Set(complaints).size).toBe(1)
  expect(complaints[0]).toBe(
    `Ralex could not deliver a budget alert to the webhook at ${hideStatusCodes(new URL(server.url).host)}, since it answered with ` +
      "status 404. Check alerts.webhook in ralex.yaml.",
  )
  expect(told.join()).not.toContain("path-secret")
})

test("one webhook delivery runs at a time, in order, over all instances of the process", async () => {
  let running = 0
  let most = 0
  const slowly = async () => {
    most = Math.max(most, ++running)
    await Bun.sleep(5)
    running--
    return new Response("ok")
  }
  await using server = webhookServer(slowly)
  const raised = ["a", "b", "c", "d"].map((key) =>
    raiseAlerts({
      ledger: store().open(),
      instance: person({ webhook: server.url }).instance,
      alerts: [alert(key)],
    }),
  )
  await Promise.all(raised)
  await flushAlerts(20_000)
  expect(server.posted.map(({ body }) => JSON.parse(body).text).toSorted()).toEqual(texts("a", "b", "c", "d"))
  expect(most).toBe(1)
})

test("flushing waits for a delivery, yet not for one that hangs, and raising for neither", async () => {
  const released = Promise.withResolvers<Response>()
  await using server = webhookServer(() => released.promise)
  const { instance, told } = person({ webhook: server.url })
  await raiseAlerts({ ledger: store().open(), instance, alerts: [alert("a")] })
  expect(told).toEqual(texts("a"))
  const waited = flushAlerts(20_000).then(() => "said")
  await flushAlerts(10)
  expect(await Promise.race([waited, Promise.resolve("not yet")])).toBe("not yet")
  released.resolve(new Response("ok"))
  expect(await waited).toBe("said")
})

test("flushing waits for what is still being claimed", async () => {
  const { instance, told } = person()
  void raiseAlerts({ ledger: store().open(), instance, alerts: [alert("a")] })
  expect(told).toEqual([])
  await flushAlerts(20_000)
  expect(told).toEqual(texts("a"))
})

test("on GitHub Actions an alert is a command on stderr, elsewhere it is none", async () => {
  const stderr = spyOn(console, "error").mockImplementation(() => {})
  const alerts = [alert("a", { level: "error" })]
  await raiseAlerts({ ledger: store().open(), instance: person().instance, alerts })
  expect(stderr).not.toHaveBeenCalled()
  const { instance } = person({}, { GITHUB_ACTIONS: "true" })
  await raiseAlerts({ ledger: store().open(), instance, alerts })
  expect(stderr.mock.calls).toEqual([["::error title=Ralex::Ralex: the budget of a"]])
  stderr.mockRestore()
})

test("a desktop notification is shown to who wants it", async () => {
  const shown: string[] = []
  const showOnDesktop = (text: string) => shown.push(text)
  for (const desktop of [false, true]) {
    const { instance } = person({ desktop })
    await raiseAlerts({
      ledger: store().open(),
      instance,
      alerts: [alert(`desktop-${desktop}`)],
      showOnDesktop,
    })
  }
  expect(shown).toEqual(texts("desktop-true"))
})
