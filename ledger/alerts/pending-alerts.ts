// The alerts that this process is still saying, shared by the copies of the package in it: one webhook delivery at a
// time, and all of them awaited before the end.
import { runtimeSlot } from "../../config/index.ts"

/** Long enough for a webhook that answers; OpenCode waits for it at its end. */
const FLUSH_MS = 2_000

/** @returns the same work, which never rejects now: an alert must not break what raised it. */
export function keepPending(work: Promise<void>): Promise<void> {
  const { pending } = runtimeSlot().alerts
  const kept: Promise<void> = work.catch(() => {}).finally(() => pending.delete(kept))
  pending.add(kept)
  return kept
}

/** Runs it once all deliveries before it have ended. */
export function enqueueDelivery(deliver: () => Promise<void>): void {
  const { alerts } = runtimeSlot()
  alerts.deliveries = keepPending(alerts.deliveries.then(deliver))
}

/** For the end of an instance: waits until all that was raised is said, yet not for long. Never rejects. */
export async function flushAlerts(withinMs = FLUSH_MS): Promise<void> {
  const { promise: deadline, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, withinMs)
  await Promise.race([allSaid(), deadline])
  clearTimeout(timer)
}

async function allSaid(): Promise<void> {
  const { pending } = runtimeSlot().alerts
  while (pending.size > 0) await Promise.all(pending)
}
