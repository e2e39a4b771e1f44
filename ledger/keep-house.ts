// What a process owes its ledger besides calls, in the background: it looks at the seals, deletes what is older than
// the person wants to keep and answers that are over, asks what unfinished calls really cost, and compares the key's bill with what was counted.
import { applyProfile, type Instance } from "../config/index.ts"
import { type AlertCauses, dueAlerts } from "./alerts/due-alerts.ts"
import { raiseAlerts } from "./alerts/raise-alerts.ts"
import { auditKey } from "./audit-key.ts"
import { inBackground } from "./background.ts"
import { findModel } from "./catalogue.ts"
import { keyIdOf } from "./key-id.ts"
import type { Ledger } from "./ledger.ts"
import { reconcile } from "./reconcile.ts"
import { openAccount } from "./upstream-account.ts"

export interface House {
  ledger: Ledger
  instance: Pick<Instance, "tell" | "environment" | "loaded" | "run">
  now: Date
}

const DAY_MS = 86_400_000

/** The UTC day on which a ledger was last seen to. */
const keptOn = new WeakMap<Ledger, string>()

/** Once a UTC day for each ledger of the process, which may live for weeks. */
export function keepHouse(house: House): void {
  const day = dayOf(house.now)
  if (keptOn.get(house.ledger) === day) return
  keptOn.set(house.ledger, day)
  inBackground(async () => {
    raise(house, { seals: await house.ledger.verify() })
  })
  inBackground(() => prune(house))
  // Whatever the configuration says by now: nobody gives them again.
  inBackground(() => house.ledger.endResponses(house.now))
}

async function prune({ ledger, instance, now }: House): Promise<void> {
  const { days } = instance.loaded.config.retention
  if (days === null || !(await isFirstToday("prune", ledger, now))) return
  await ledger.prune(new Date(now.getTime() - days * DAY_MS))
}

/** Of all processes that share the ledger; see `Ledger.claimAlert` on such keys. */
function isFirstToday(task: string, ledger: Ledger, at: Date): Promise<boolean> {
  const key = `task:${task}:${dayOf(at)}`
  return ledger.claimAlert({ key, at, level: "info", text: "" })
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

export interface AuditedHouse extends House {
  /** Each with its own books at OpenRouter. */
  apiKeys: readonly string[]
}

/** Readings of the bill closer together tell nothing. */
const AUDIT_MS = 60 * 60_000

const auditedAt = new WeakMap<Ledger, number>()

/** At most once an hour. Upstream may be slow: the end of OpenCode does not wait for it. */
export function auditBooks({ apiKeys, ...house }: AuditedHouse): void {
  const { ledger, now } = house
  if (now.getTime() - (auditedAt.get(ledger) ?? 0) < AUDIT_MS) return
  auditedAt.set(ledger, now.getTime())
  const auditAll = async () => {
    for (const apiKey of apiKeys) await audit(apiKey, house)
  }
  auditAll().catch(() => {})
}

async function audit(apiKey: string, house: House): Promise<void> {
  const { ledger, instance, now } = house
  const keyId = keyIdOf(apiKey)
  const newest = (await ledger.keyReadings(keyId)).at(-1)
  if (newest && (await ledger.clock(now)).getTime() - newest.at.getTime() < AUDIT_MS) return
  const account = openAccount({ baseUrl: instance.environment.baseUrl, apiKey })
  // What processes left behind that died in their calls is asked for first, so that less is open in the comparison.
  const baseline = findModel(applyProfile(instance.loaded.config).baseline)
  await reconcile({ ledger, account, keyId, now, baseline })
  const key = await account.key()
  const found = await auditKey({ ledger, account: { key: async () => key }, keyId, now })
  const keys = key.kind === "ok" ? [{ ...key.value, keyId }] : []
  raise(house, { keys, books: found ? [found] : [] })
}

function raise({ ledger, instance, now }: House, causes: Omit<AlertCauses, "place">): void {
  const place = { at: now, rootSession: "", turn: "", run: instance.run }
  raiseAlerts({ ledger, instance, alerts: dueAlerts({ place, ...causes }, instance.loaded.config.alerts) })
}
