// Something worth telling the person, as it was decided, before any process has claimed it. Types only.
import type { AlertRow } from "../ledger.ts"

export interface DueAlert {
  row: AlertRow
  /** Claimed but not said: a lower threshold that was passed together with a higher one. */
  silent: boolean
  /** The person reads it in this process all the same: as the refusal of a call. */
  heard?: boolean
}
