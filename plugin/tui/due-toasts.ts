// Which toasts are due, each once: alerts and degradation that this OpenCode has not said itself. Pure but for its memory.
import type { AlertRow, Glance, Rest } from "../../ledger/index.ts"
import { minuteOf, restName } from "./sidebar-view.ts"

export interface Toast {
  message: string
  level: AlertRow["level"]
}

export interface DueToasts {
  /** What the person was told by others: a toast of the plugin, an error of the session. */
  hear: (text: string) => void
  /** @param at Milliseconds of any clock that goes on. */
  from: (glance: Pick<Glance, "alerts" | "rests">, at: number) => Toast[]
}

/** Whoever raises an alert writes it first and says it then; by this time it is said. */
const GRACE_MS = 2_000

/** Far more than are said within the grace. */
const MOST_HEARD = 100

/** Alerts about a turn, a run or a session are said where those go on, by the plugin there. */
const SHARED = /^(?!limit:(?:turn|run|session|call):|forecast:(?:turn|run|session|call):)/

export function createDueToasts(): DueToasts {
  const heard: string[] = []
  const seen = new Map<string, number>()
  const done = new Set<string>()
  let known: Set<string> | undefined
  /** An alert that is too old for a glance does not come back; one in the same words is another. */
  const forgetOld = (alerts: AlertRow[]) => {
    const there = new Set(alerts.map(({ text }) => text))
    for (const text of [...seen.keys()].filter((each) => !there.has(each))) {
      seen.delete(text)
      done.delete(text)
    }
  }
  const alertToasts = (alerts: AlertRow[], at: number): Toast[] =>
    alerts
      .filter(({ key, text }) => text !== "" && SHARED.test(key) && !done.has(text))
      .flatMap(({ text, level }) => {
        const since = seen.get(text) ?? at
        seen.set(text, since)
        if (at - since < GRACE_MS) return []
        done.add(text)
        return heard.some((other) => saysSame(other, text)) ? [] : [{ message: text, level }]
      })
      .filter((toast, index, all) => all.findIndex(({ message }) => message === toast.message) === index)
  const restToasts = (rests: Rest[]): Toast[] => {
    const before = known
    // Those that are resting when the TUI starts are no news.
    known = new Set(rests.map(({ key }) => key))
    if (!before) return []
    return rests.filter(({ key }) => !before.has(key)).map(restToast)
  }
  return {
    hear: (text) => {
      heard.push(text)
      if (heard.length > MOST_HEARD) heard.shift()
    },
    from: ({ alerts, rests }, at) => {
      forgetOld(alerts)
      return [...alertToasts(alerts, at), ...restToasts(rests)]
    },
  }
}

function restToast(rest: Rest): Toast {
  const message = `${restName(rest)} is left alone until ${minuteOf(rest.until)} (${rest.reason}); others answer meanwhile.`
  return { level: "warning", message }
}

/** A refusal says of the same limit that it is reached, in other words than its alert. */
function saysSame(other: string, text: string): boolean {
  const head = /^Ralex: ([^:]+):/.exec(text)?.[1]
  return other.includes(text) || (head !== undefined && /is reached$/.test(head) && other.includes(head))
}
