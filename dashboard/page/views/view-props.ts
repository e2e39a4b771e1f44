// What the page hands to each of its views.
import type { OverviewDocument } from "../../contract.ts"
import type { Route } from "../route.ts"
import type { Live } from "../use-live.ts"
import type { Shown } from "../use-view.ts"

/** What every view gets. */
export interface ViewProps {
  route: Route
  go: (to: Route) => void
  /** Milliseconds since 1970. */
  now: number
  live: Live
  /** Read for the filters' choices as well, so that it is there for all. */
  overview: Shown<OverviewDocument>
}
