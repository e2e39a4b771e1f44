// Looks at the ledger while the TUI runs: soon after something happened in a session, and now and then. Only reads.
import { type Environment, loadConfig } from "../../config/index.ts"
import { type GlanceQuery, type Glances, limitOf, openGlances } from "../../ledger/index.ts"
import type { Sight } from "./sidebar-view.ts"

export interface Watching {
  environment: Environment
  /** The project's root directory. */
  project: string
  /** As the plugin has them from opencode.json. */
  options: Record<string, unknown> | undefined
  /** The session that is shown now. */
  shown: () => GlanceQuery["shown"]
  /** Hears each look. */
  see: (sight: Sight) => void
}

export interface Watcher {
  /** Something happened that may have been written. */
  lookSoon: () => void
  close: () => void
}

const TICK_MS = 1_000

/** Events come in bursts. */
const SOON_MS = 100

/** Rests end and days begin without a write. */
const LONGEST_MS = 15_000

export function watchLedger({ environment, project, options, shown, see }: Watching): Watcher {
  const { limits, error } = loadConfig({ environment, project, options })
  if (error !== undefined) {
    see({ kind: "failed", reason: error })
    return { lookSoon: () => {}, close: () => {} }
  }
  const glances = openGlances(environment.ledger)
  const since = new Date()
  const look = looker(glances, see, () => ({
    at: new Date(),
    project,
    limits: limits.map(limitOf),
    shown: shown(),
    since,
  }))
  let soon: Timer | undefined
  const ticks = setInterval(look, TICK_MS)
  look()
  return {
    lookSoon: () => {
      soon ??= setTimeout(() => {
        soon = undefined
        look()
      }, SOON_MS)
    },
    close: () => {
      clearInterval(ticks)
      clearTimeout(soon)
      glances.close().catch(() => {})
    },
  }
}

/** One look at a time, and none where nothing can have changed. Never throws. */
function looker(glances: Glances, see: (sight: Sight) => void, ask: () => GlanceQuery): () => void {
  let last = { at: 0, session: "" }
  let looking = false
  const lookAt = async (query: GlanceQuery) => {
    try {
      const glance = await glances.read(query)
      see(glance ? { kind: "seen", glance } : { kind: "no-ledger" })
    } catch (error) {
      see({ kind: "failed", reason: error instanceof Error ? error.message : String(error) })
    }
  }
  const isDue = ({ at, shown }: GlanceQuery) =>
    last.session !== shown?.session || at.getTime() - last.at >= LONGEST_MS || isStale(glances)
  return () => {
    if (looking) return
    const query = ask()
    if (!isDue(query)) return
    looking = true
    last = { at: query.at.getTime(), session: query.shown?.session ?? "" }
    lookAt(query).finally(() => {
      looking = false
    })
  }
}

/** What can not even be asked is for the reading to say. */
function isStale(glances: Glances): boolean {
  try {
    return glances.isStale()
  } catch {
    return true
  }
}
