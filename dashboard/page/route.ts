// What the page shows, as it stands in its address: the view and the filters. So a view can be sent, and the back button works.

/** In the order of the navigation. */
export const PLACES = [
  { name: "overview", title: "Overview" },
  { name: "activity", title: "Activity" },
  { name: "sessions", title: "Sessions" },
  { name: "models", title: "Models" },
  { name: "failures", title: "Failures" },
  { name: "blocks", title: "Blocked" },
  { name: "settings", title: "Settings" },
] as const
export type Place = (typeof PLACES)[number]["name"]

/** The names of contract.ts's filter. */
export const FILTERS = ["project", "session", "agent", "tier", "model", "rule"] as const
export type FilterName = (typeof FILTERS)[number]

export type Filters = Partial<Record<FilterName, string>>

export interface Route {
  place: Place
  /** A span such as 7d; empty is from the beginning. */
  since: string
  filters: Filters
  /** What the overview's table is grouped by. */
  by: string
}

export const DEFAULT_SINCE = "7d"

export function routeOf(search: string): Route {
  const query = new URLSearchParams(search)
  const place = PLACES.find(({ name }) => name === query.get("view"))?.name ?? "overview"
  const filters: Filters = {}
  for (const name of FILTERS) {
    const value = query.get(name)
    if (value) filters[name] = value
  }
  return { place, since: query.get("since") ?? DEFAULT_SINCE, filters, by: query.get("by") ?? "model" }
}

export function addressOf({ place, since, filters, by }: Route): string {
  const query = new URLSearchParams()
  if (place !== "overview") query.set("view", place)
  if (since !== DEFAULT_SINCE) query.set("since", since)
  for (const name of FILTERS) {
    const value = filters[name]
    if (value) query.set(name, value)
  }
  if (by !== "model") query.set("by", by)
  const text = query.toString()
  return text === "" ? "./" : `./?${text}`
}

/** What a view is asked for. @param more Beside the filters, such as `by`. */
export function queryOf({ since, filters }: Route, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...(since === "" ? {} : { since }), ...filters, ...more })
  return query.toString()
}
