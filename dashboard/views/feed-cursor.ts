// Where a feed goes on: the newest write that was told, and when the newest alert was, which has no number.

export interface FeedCursor {
  sequence: number
  /** Milliseconds since 1970. */
  alertsFrom: number
}

export function cursorText({ sequence, alertsFrom }: FeedCursor): string {
  return `${sequence}.${alertsFrom}`
}

/** @returns undefined for what is no cursor. */
export function readCursor(text: string | null | undefined): FeedCursor | undefined {
  const found = /^(\d{1,15})\.(\d{1,15})$/.exec(text ?? "")
  return found ? { sequence: Number(found[1]), alertsFrom: Number(found[2]) } : undefined
}
