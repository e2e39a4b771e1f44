// What stands right of the prompt: the tier in use or just chosen, and what is left of the limit that is nearest to its end. Pure.
import type { Standing } from "../../ledger/index.ts"
import type { Sight } from "./sidebar-view.ts"
import { dollars, percentOf, toneOf } from "./spend-bar.ts"
import { type StyledLine, span } from "./styled-line.ts"

export function promptView(sight: Sight): StyledLine {
  if (sight.kind !== "seen") return []
  const { call, choice, standings, today } = sight.glance
  const inUse = choice ? (choice.tier ?? "auto") : (call?.tier ?? "ralex")
  const tier = span(inUse, "strong")
  const nearest = standings
    .filter(({ scope }) => scope !== "call")
    .toSorted((one, other) => Number(leftOf(one) - leftOf(other)))[0]
  if (!nearest) return [tier, span(` ${dollars(today.countedNano)} today`, "muted")]
  const left = leftOf(nearest)
  const tone = toneOf(percentOf(nearest.countedNano, nearest.limitNano))
  return [tier, span(` ${dollars(left)} left`, tone === "ok" ? "muted" : tone)]
}

function leftOf({ limitNano, countedNano }: Standing): bigint {
  return limitNano > countedNano ? limitNano - countedNano : 0n
}
