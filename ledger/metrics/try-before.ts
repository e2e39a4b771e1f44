// The model that was asked, or was to be asked, before this one. Types only.

export interface TryBefore {
  model: string
  /** The kind of failure; "over-budget" where it did not fit. */
  reason: string
}
