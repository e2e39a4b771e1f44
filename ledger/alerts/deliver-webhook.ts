// Posts one alert to the person's webhook, up to three times. Never throws, and never says the URL: it is a secret.
import { setTimeout as sleep } from "node:timers/promises"
import type { AlertRow } from "../ledger.ts"
import { webhookMessage } from "./webhook-message.ts"

export interface WebhookTarget {
  url: string
  /** RALEX_WEBHOOK_SECRET */
  secret: string | undefined
}

export interface Patience {
  /** Before the second try and before the third. */
  waitsMs: readonly number[]
  answerWithinMs: number
}

/** `why` ends the sentence "… could not be delivered, since". */
export type Delivery = { kind: "delivered" } | { kind: "gave-up"; why: string }

type Try = Delivery | { kind: "failed"; why: string; retryAfterMs: number }

const PATIENCE: Patience = { waitsMs: [1_000, 4_000], answerWithinMs: 5_000 }
const LONGEST_WAIT_MS = 30_000

export async function deliverWebhook(
  row: AlertRow,
  target: WebhookTarget,
  { waitsMs, answerWithinMs }: Patience = PATIENCE,
): Promise<Delivery> {
  const id = `msg_${crypto.randomUUID()}`
  let last = await post(row, id, target, answerWithinMs)
  for (const wait of waitsMs) {
    if (last.kind !== "failed") return last
    // Not referenced: an alert that waits for its next try must not keep a process alive.
    await sleep(Math.max(wait, last.retryAfterMs), undefined, { ref: false })
    last = await post(row, id, target, answerWithinMs)
  }
  return last.kind === "failed" ? { kind: "gave-up", why: last.why } : last
}

async function post(row: AlertRow, id: string, target: WebhookTarget, answerWithinMs: number): Promise<Try> {
  const message = webhookMessage({ row, id, sentAt: new Date(), secret: target.secret })
  if (message === undefined)
    return { kind: "gave-up", why: "RALEX_WEBHOOK_SECRET begins with whsec_ but is not base64 after it" }
  try {
    const response = await fetch(target.url, {
      method: "POST",
      ...message,
      // Another address is not the one that the person chose to trust with this.
      redirect: "manual",
      signal: AbortSignal.timeout(answerWithinMs),
    })
    await response.body?.cancel()
    return answerOf(response)
  } catch (error) {
    const late = error instanceof Error && error.name === "TimeoutError"
    const why = late ? "it did not answer in time" : "it could not be reached"
    return { kind: "failed", why, retryAfterMs: 0 }
  }
}

function answerOf({ ok, status, headers }: Response): Try {
  if (ok) return { kind: "delivered" }
  if (status >= 300 && status < 400)
    return { kind: "gave-up", why: "it sends elsewhere, which Ralex does not follow" }
  const why = `it answered with status ${status}`
  const mayPass = status === 408 || status === 425 || status === 429 || status >= 500
  if (!mayPass) return { kind: "gave-up", why }
  const seconds = Number(headers.get("retry-after") ?? 0)
  const retryAfterMs = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0) * 1000, LONGEST_WAIT_MS) : 0
  return { kind: "failed", why, retryAfterMs }
}
