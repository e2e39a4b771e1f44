// The alert that no model of a tier answers: said again each hour that it lasts.
import type { Tier } from "../../config/index.ts"
import { redact } from "../redact.ts"
import { alertKey } from "./alert-key.ts"
import { alertText } from "./alert-text.ts"
import type { DueAlert } from "./due-alert.ts"

export interface TierDown {
  tier: Tier
  /** How the last of its models failed, in upstream's or our own words. */
  reason: string
}

const LONGEST_REASON = 160

export function tierDownAlert({ tier, reason }: TierDown, at: Date): DueAlert {
  const key = alertKey("tier-down", tier, at.toISOString().slice(0, 13))
  const why = redact(reason)
    .trim()
    .slice(0, LONGEST_REASON)
    .replace(/[.\s]+$/, "")
  const text = alertText(
    `Ralex: every model of the ${tier} tier is down${why === "" ? "" : ` (${why})`}. Add one of another maker to ` +
      `tiers.${tier} in ralex.yaml, or wait until one answers again; no budget changes by it.`,
  )
  return { row: { key, at, level: "error", text }, silent: false }
}
