// How often a wrong token was said: beyond some a minute nothing more is compared. The right one always passes.

const MOST = 20
const WINDOW_MS = 60_000

export interface WrongTokens {
  /** Notes one. @returns false once there were too many. */
  note: () => boolean
}

export function countWrongTokens(now: () => number): WrongTokens {
  let times: number[] = []
  return {
    note: () => {
      times = [...times.filter((time) => time > now() - WINDOW_MS), now()].slice(-MOST - 1)
      return times.length <= MOST
    },
  }
}
