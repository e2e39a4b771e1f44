// The alerts that a key will soon be refused: its own limit at OpenRouter is nearly used up, or its last day is near.
import type { Nano } from "../ledger.ts"
import { formatUsd } from "../money.ts"
import { alertKey } from "./alert-key.ts"
import { alertText } from "./alert-text.ts"
import { atUtc } from "./at-utc.ts"
import type { DueAlert } from "./due-alert.ts"

/** As OpenRouter's `GET /key` says it; null where the key has no limit, or no end. */
export interface WatchedKey {
  keyId: string
  limitNano: Nano | null
  limitLeftNano: Nano | null
  expiresAt: Date | null
}

const DAY_MS = 86_400_000
/** Time to make another one, also over a weekend. */
const NOTICE_DAYS = 7
/** As the highest thresholds of `alerts.at` are: a tenth of the limit is left. */
const LEFT_PARTS = 10n

export function keyAlerts({ keyId, limitNano, limitLeftNano, expiresAt }: WatchedKey, at: Date): DueAlert[] {
  const today = at.toISOString().slice(0, 10)
  const due = (what: string, sentence: string): DueAlert => ({
    row: { key: alertKey(what, keyId, today), at, level: "warning", text: alertText(sentence) },
    silent: false,
  })
  const isEnding = expiresAt !== null && expiresAt.getTime() - at.getTime() < NOTICE_DAYS * DAY_MS
  const isLow = limitNano !== null && limitLeftNano !== null && limitLeftNano * LEFT_PARTS <= limitNano
  return [
    ...(isEnding
      ? [
          due(
            "key-end",
            `Ralex: the OpenRouter key ${keyId} is valid until ${atUtc(expiresAt)} only, whatever budget is left. Make another one in time.`,
          ),
        ]
      : []),
    ...(isLow
      ? [
          due(
            "key-limit",
            `Ralex: ${formatUsd(limitLeftNano)} of the budget of ${formatUsd(limitNano)} that the OpenRouter key ${keyId} has there is left. Raise its limit, or set another key in OPENROUTER_API_KEYS.`,
          ),
        ]
      : []),
  ]
}
