// Claims the due alerts and says those that this process was first with, in every way that the person set.
import { existsSync } from "node:fs"
import type { Instance } from "../../config/index.ts"
import type { AlertRow, Ledger } from "../ledger.ts"
import { logAlert } from "../request-log/log-alert.ts"
import { alertText } from "./alert-text.ts"
import { annotate } from "./annotate.ts"
import { deliverWebhook } from "./deliver-webhook.ts"
import { desktopCommand } from "./desktop-command.ts"
import type { DueAlert } from "./due-alert.ts"
import { notifyDesktop } from "./notify-desktop.ts"
import { enqueueDelivery, keepPending } from "./pending-alerts.ts"

export interface Raising {
  ledger: Pick<Ledger, "claimAlert">
  instance: Pick<Instance, "tell" | "environment" | "loaded">
  alerts: readonly DueAlert[]
  /** Only tests hand in another one. */
  showOnDesktop?: (text: string) => void
}

/** Not to be awaited by a call: it writes to the ledger. Never rejects; `flushAlerts` waits for it and its webhooks. */
export function raiseAlerts(raising: Raising): Promise<void> {
  const alerts = raising.alerts.filter(({ row }) => isFresh(raising.ledger, row.key))
  return alerts.length === 0 ? Promise.resolve() : keepPending(raise({ ...raising, alerts }))
}

async function raise({ ledger, instance, alerts, showOnDesktop = showHere }: Raising): Promise<void> {
  // Those that are said come first: a process that is killed half-way must not have claimed only the silent ones.
  for (const due of alerts.toSorted((one, other) => Number(one.silent) - Number(other.silent))) {
    const first = await claim(ledger, due.row, instance)
    if (due.silent) continue
    if (first !== "said-before" && !due.heard) instance.tell(due.row)
    if (first !== "said-before") logAlert(due.row, instance)
    // Not when it is unknown: through the webhook each process of a fleet would say it.
    if (first === "claimed") passOn(due.row, instance, showOnDesktop)
  }
}

async function claim(
  ledger: Raising["ledger"],
  row: AlertRow,
  instance: Raising["instance"],
): Promise<"claimed" | "said-before" | "unknown"> {
  try {
    return (await ledger.claimAlert(row)) ? "claimed" : "said-before"
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const text = `Ralex could not note in its ledger which budget alerts it said, so they may be said twice: ${reason}`
    instance.tell({ level: "warning", text: alertText(text) })
    return "unknown"
  }
}

function passOn(
  row: AlertRow,
  { tell, environment, loaded }: Raising["instance"],
  showOnDesktop: (text: string) => void,
): void {
  const { webhook, desktop } = loaded.config.alerts
  annotate(row, { environment, loaded })
  if (desktop) showOnDesktop(row.text)
  if (webhook === null) return
  enqueueDelivery(async () => {
    const delivery = await deliverWebhook(row, { url: webhook, secret: environment.webhookSecret })
    if (delivery.kind === "gave-up") tell({ level: "warning", text: undelivered(webhook, delivery.why) })
  })
}

function showHere(text: string): void {
  notifyDesktop(desktopCommand(text, process.platform, existsSync))
}

function undelivered(webhook: string, why: string): string {
  const host = URL.canParse(webhook) ? new URL(webhook).host : "an unreadable address"
  return alertText(
    `Ralex could not deliver a budget alert to the webhook at ${host}, since ${why}. Check alerts.webhook in ralex.yaml.`,
  )
}

/** What this process claimed or tried to, by ledger: most calls pass the same thresholds as the call before. */
const known = new WeakMap<object, Set<string>>()

/** Turns and sessions come and go; the ledger itself remembers them all. */
const MOST_KNOWN = 10_000

function isFresh(ledger: object, key: string): boolean {
  const keys = known.get(ledger) ?? new Set()
  if (keys.has(key)) return false
  if (keys.size >= MOST_KNOWN) keys.clear()
  known.set(ledger, keys.add(key))
  return true
}
