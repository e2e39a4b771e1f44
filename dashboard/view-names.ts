// The views and what they can be asked by: words alone, so that the page can hold them.

/** Every view, by the name in its address: `api/NAME.json` and `api/NAME.csv`, relative to the page. */
export const VIEWS = [
  "overview",
  "series",
  "groups",
  "latency",
  "health",
  "fallbacks",
  "blocks",
  "feed",
  "sessions",
  "session",
  "settings",
] as const
export type ViewName = (typeof VIEWS)[number]

export const BUCKETS = ["hour", "day"] as const
export const SERIES_KEYS = ["none", "tier", "model", "project", "agent"] as const
export const GROUP_KEYS = ["tier", "model", "provider", "project", "session", "agent", "class"] as const

/** The newest first; older ones by asking with `until`. */
export const MOST_ROWS = 500
