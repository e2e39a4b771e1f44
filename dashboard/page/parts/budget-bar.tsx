// One budget: what is spent and held of it, and where the forecast ends.
import type { BudgetOfDashboard } from "../../contract.ts"
import { clock, exact, percent, usd } from "../format.ts"
import { Ago } from "./marks.tsx"

interface BudgetBarProps {
  budget: BudgetOfDashboard
  now: number
}

export function BudgetBar({ budget, now }: BudgetBarProps) {
  const { name, limitUsd, spentUsd, heldUsd, leftUsd, resetsAt, crossed, setBy, lift, forecast } = budget
  const title = name.replace(/^the /, "")
  if (spentUsd === null)
    return (
      <li class="budget">
        <p class="line">
          <strong>{title}</strong>
          <span>{limitUsd === null ? "no limit" : `${usd(limitUsd)} each`}</span>
        </p>
        <p class="note">
          {setBy === null ? (
            "Choose a session to see what it spent."
          ) : (
            <span title={setBy}>set by {shortSource(setBy)}</span>
          )}
        </p>
      </li>
    )
  const counted = spentUsd + (heldUsd ?? 0)
  const scale = Math.max(limitUsd ?? 0, counted, 1e-9)
  const expected = forecast && limitUsd !== null ? forecast.expectedUsd : undefined
  const tone = limitUsd === null ? "plain" : crossed ? "over" : counted >= limitUsd * 0.8 ? "near" : "well"
  const x = (amount: number) => Math.min(100, (amount / scale) * 100)
  return (
    <li class={`budget ${tone}`}>
      <p class="line">
        <strong>{title}</strong>
        <span>
          <b>{usd(spentUsd)}</b> {limitUsd === null ? "no limit" : `of ${usd(limitUsd)}`}
          {limitUsd !== null && <span class="share"> {percent(counted / Math.max(limitUsd, 1e-9))}</span>}
        </span>
      </p>
      {limitUsd !== null && (
        <svg
          class="gauge"
          viewBox="0 0 100 8"
          preserveAspectRatio="none"
          role="img"
          aria-label={`${percent(counted / Math.max(limitUsd, 1e-9))} of ${title}`}
        >
          <rect class="track" width="100" height="8" rx="1" />
          <rect class="held" width={x(counted)} height="8" rx="1" />
          <rect class="spent" width={x(spentUsd)} height="8" rx="1" />
          {expected !== undefined && expected > counted && (
            <rect class="forecast" x={Math.min(99.2, x(expected))} width="0.8" height="8" />
          )}
        </svg>
      )}
      <p class="note">
        {[
          heldUsd ? `${usd(heldUsd)} held` : "",
          leftUsd !== null && limitUsd !== null
            ? leftUsd > 0
              ? `${usd(leftUsd)} left`
              : `over by ${usd(-leftUsd)}`
            : "",
          expected === undefined ? "" : `${usd(expected)} expected`,
        ]
          .filter((text) => text !== "")
          .join(" · ")}
        {forecast?.limitMetAt && !crossed && (
          <span class="warn"> · limit met at {atTime(forecast.limitMetAt, now)}</span>
        )}
        {resetsAt && (
          <>
            {" "}
            · resets <Ago time={resetsAt} now={now} />
          </>
        )}
        {lift && (
          <>
            {" "}
            · lifted from {usd(lift.insteadOfUsd)} by {lift.by}
          </>
        )}
      </p>
    </li>
  )
}

const DAY_MS = 86_400_000

function atTime(time: string, now: number): string {
  return Date.parse(time) - now < DAY_MS ? clock(time).slice(0, 5) : exact(time).slice(0, -3)
}

function shortSource(source: string): string {
  return source.split("/").slice(-1)[0] ?? source
}
