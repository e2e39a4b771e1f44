// What is posted to a webhook: JSON that Slack takes, in the envelope and with the signature of standardwebhooks.com.
import { Webhook } from "standardwebhooks"
import type { AlertRow } from "../ledger.ts"

export interface WebhookMessage {
  body: string
  headers: Record<string, string>
}

export interface MessageFacts {
  row: AlertRow
  /** One for all tries, so that a receiver can tell a second try from a second alert. */
  id: string
  sentAt: Date
  secret: string | undefined
}

/** @returns undefined when the secret can not be used: unsigned it would not be believed. */
export function webhookMessage({ row, id, sentAt, secret }: MessageFacts): WebhookMessage | undefined {
  const body = JSON.stringify({
    text: row.text.replace(/[&<>]/g, (sign) => SLACK_ESCAPES[sign] ?? sign),
    type: `ralex.${row.key.split(":", 1)[0]}`,
    timestamp: row.at.toISOString(),
    data: { level: row.level, text: row.text },
  })
  const headers = {
    "content-type": "application/json",
    "user-agent": "ralex",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
  }
  if (secret === undefined) return { body, headers }
  const signature = sign(secret, id, sentAt, body)
  return signature === undefined
    ? undefined
    : { body, headers: { ...headers, "webhook-signature": signature } }
}

/** Else a name such as `<!channel>` would call everybody. */
const SLACK_ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }

/** `whsec_` begins a key in base64, as the standard has it; anything else is the key itself, in UTF-8. */
function sign(secret: string, id: string, sentAt: Date, body: string): string | undefined {
  try {
    const webhook = secret.startsWith("whsec_")
      ? new Webhook(secret)
      : new Webhook(new TextEncoder().encode(secret), { format: "raw" })
    return webhook.sign(id, sentAt, body)
  } catch {
    return undefined
  }
}
