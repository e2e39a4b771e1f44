// One budget: what is spent and held of it, and where the forecast ends.
import type { ComponentChildren } from "preact"
import type { BudgetOfDashboard } from "../../contract.ts"
import { clock, exact, percent, usd } from "../format.ts"
import { Ago } from "./marks.tsx"

interface BudgetBarProps {
  budget: BudgetOfDashboard
  now: number
}

export function BudgetBar({ budget, now }: BudgetBarProps) {
  const { name, limitUsd, spentUsd, heldUsd, crossed, setBy, forecast } = budget
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
  const x = (amount: number) => `${Math.min(100, (amount / scale) * 100)}%`
  return (
    <li class={`budget ${tone}`}>
      <p class="line">
        <strong>{title}</strong>
        <span>
          <b>{usd(spentUsd)}</b> {limitUsd === null ? "no limit" : `of ${usd(limitUsd)}`}
          {limitUsd !== null && <span class="share"> · {percent(counted / Math.max(limitUsd, 1e-9))}</span>}
        </span>
      </p>
      {limitUsd !== null && (
        <div
          class="gauge"
          role="img"
          aria-label={`${percent(counted / Math.max(limitUsd, 1e-9))} of ${title}`}
        >
          <span class="held" style={{ width: x(counted) }} />
          <span class="spent" style={{ width: x(spentUsd) }} />
          {expected !== undefined && expected > counted && (
            <span class="forecast" style={{ left: x(expected) }} />
          )}
        </div>
      )}
      <p class="note">
        <Notes budget={budget} expected={expected} now={now} />
      </p>
    </li>
  )
}

interface NotesProps extends BudgetBarProps {
  /** USD. */
  expected: number | undefined
}

function Notes({
  budget: { limitUsd, heldUsd, leftUsd, resetsAt, crossed, lift, forecast },
  expected,
  now,
}: NotesProps) {
  return (
    <>
      {joined([
        heldUsd ? `${usd(heldUsd)} held` : undefined,
        leftUsd === null || limitUsd === null
          ? undefined
          : leftUsd > 0
            ? `${usd(leftUsd)} left`
            : `over by ${usd(-leftUsd)}`,
        expected === undefined ? undefined : `${usd(expected)} expected`,
        forecast?.limitMetAt && !crossed ? (
          <span class="warn">limit met at {atTime(forecast.limitMetAt, now)}</span>
        ) : undefined,
        resetsAt === null ? undefined : (
          <>
            resets <Ago time={resetsAt} now={now} />
          </>
        ),
        lift ? `lifted from ${usd(lift.insteadOfUsd)} by ${lift.by}` : undefined,
      ])}
    </>
  )
}

function joined(parts: readonly ComponentChildren[]): ComponentChildren {
  const said = parts.filter((part) => part !== undefined)
  return said.map((part, index) => [index > 0 && " · ", part])
}

const DAY_MS = 86_400_000

function atTime(time: string, now: number): string {
  return Date.parse(time) - now < DAY_MS ? clock(time).slice(0, 5) : exact(time).slice(0, -3)
}

function shortSource(source: string): string {
  return source.split("/").slice(-1)[0] ?? source
}
