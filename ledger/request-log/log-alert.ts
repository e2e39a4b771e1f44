// What a person was told of money or health, as the request log and the run's summary have it.
import type { AlertRow } from "../ledger.ts"
import { noteEvent } from "./note-event.ts"
import type { Logger } from "./write-entry.ts"

/** Never throws. */
export function logAlert({ at, key, level, text }: AlertRow, instance: Logger): void {
  noteEvent({ v: 1, at: at.toISOString(), type: "alert", key, level, text }, instance)
}
