// What was spent and saved, against which budgets, on what.
import { useMemo } from "preact/hooks"
import type { OverviewDocument, SeriesDocument, TotalsDocument } from "../../contract.ts"
import { counted, duration, modelName, percent, projectName, short, usd } from "../format.ts"
import { BudgetBar } from "../parts/budget-bar.tsx"
import { Card } from "../parts/card.tsx"
import { Chart, type Line } from "../parts/chart.tsx"
import { Bar, Choice, Stat, TierMark } from "../parts/marks.tsx"
import { Table } from "../parts/table.tsx"
import { Empty, ViewOf } from "../parts/view-of.tsx"
import { queryOf, type Route } from "../route.ts"
import { useView } from "../use-view.ts"
import type { ViewProps } from "./view-props.ts"

export function Overview({ route, go, now, live, overview }: ViewProps) {
  return (
    <ViewOf shown={overview}>
      {(document) => (
        <>
          <Stats document={document} />
          <div class="cards">
            <Budgets document={document} query={queryOf(route)} now={now} />
            <OverTime route={route} beat={live.beat} baseline={document.baselineModel} />
            <Groups route={route} go={go} beat={live.beat} />
          </div>
        </>
      )}
    </ViewOf>
  )
}

function Stats({ document: { totals, blocks, baselineModel } }: { document: OverviewDocument }) {
  return (
    <dl class="stats">
      <Stat
        name="Spent"
        value={usd(totals.spentUsd)}
        note={
          totals.pendingUsd > 0 ? `${usd(totals.pendingUsd)} more is held` : counted(totals.calls, "call")
        }
      />
      <Stat
        name="Saved"
        value={usd(totals.savedUsd)}
        tone={totals.savedUsd >= 0 ? "good" : "bad"}
        note={
          totals.savedShare === null
            ? "nothing to compare yet"
            : `${percent(totals.savedShare)} less than ${modelName(baselineModel)}`
        }
      />
      <Stat
        name="Calls"
        value={short(totals.calls)}
        note={`${percent(totals.errorShare, 1)} failed, ${short(totals.fallbacks)} fell back`}
      />
      <Stat
        name="From the prompt cache"
        value={percent(totals.cacheShare)}
        note={`of ${short(totals.inputTokens)} tokens in, worth ${usd(totals.cacheSavedUsd)}`}
      />
      <Stat
        name="First token"
        value={duration(totals.timeToFirstTokenMs?.p50 ?? null)}
        note={`95 of 100 within ${duration(totals.timeToFirstTokenMs?.p95 ?? null)}`}
      />
      <Stat name="Blocked actions" value={short(blocks)} note="see Blocked" />
    </dl>
  )
}

interface BudgetsProps {
  document: OverviewDocument
  query: string
  now: number
}

function Budgets({ document: { budgets, onLimit }, query, now }: BudgetsProps) {
  const then = onLimit === "degrade" ? "free models go on" : "work stops"
  return (
    <Card
      title="Budgets"
      note={`When one is spent, ${then}.`}
      from={{ view: "overview", query }}
      size="third"
    >
      {budgets.some(({ limitUsd }) => limitUsd !== null) ? undefined : (
        <Empty>
          No limit is set. Set one with <code>ralex budget set daily 5</code>.
        </Empty>
      )}
      <ul class="budgets">
        {budgets.map((budget) => (
          <BudgetBar key={budget.name} budget={budget} now={now} />
        ))}
      </ul>
    </Card>
  )
}

interface OverTimeProps {
  route: Route
  beat: number
  baseline: string
}

function OverTime({ route, beat, baseline }: OverTimeProps) {
  const query = queryOf(route, { by: "tier" })
  const shown = useView("series", query, beat)
  return (
    <Card
      title="Spent over time"
      note={`By tier; the dashed line is what ${modelName(baseline)} alone would have cost.`}
      from={{ view: "series", query }}
      size="rest"
    >
      <ViewOf shown={shown}>
        {(document) =>
          document.series.length === 0 ? (
            <Empty>
              No calls in this time. Work with <code>opencode</code>, and they appear here.
            </Empty>
          ) : (
            <SpendChart document={document} />
          )
        }
      </ViewOf>
    </Card>
  )
}

function SpendChart({ document }: { document: SeriesDocument }) {
  const { times, lines } = useMemo(() => spendOf(document), [document])
  return (
    <Chart
      label="Money spent over time by tier, and what the baseline would have cost"
      times={times}
      lines={lines}
      stacked
      format={usd}
    />
  )
}

function spendOf({ series }: SeriesDocument): { times: number[]; lines: Line[] } {
  const times = series[0]?.points.map(({ at }) => Date.parse(at)) ?? []
  const bars = series.map(
    ({ key, points }): Line => ({
      name: key === "none" || key === "" ? "no tier" : key,
      color: `tier-${key === "" ? "none" : key}`,
      kind: "bars",
      values: points.map(({ spentUsd }) => spentUsd),
    }),
  )
  const baseline = times.map((_, index) =>
    series.reduce((sum, { points }) => sum + (points[index]?.baselineUsd ?? 0), 0),
  )
  return { times, lines: [...bars, { name: "baseline", color: "muted", kind: "dashes", values: baseline }] }
}

const KINDS = [
  { value: "model", title: "Model" },
  { value: "tier", title: "Tier" },
  { value: "project", title: "Project" },
  { value: "agent", title: "Agent" },
  { value: "session", title: "Session" },
]

type Group = TotalsDocument & { key: string }

interface GroupsProps {
  route: Route
  go: (to: Route) => void
  beat: number
}

function Groups({ route, go, beat }: GroupsProps) {
  const by = KINDS.find(({ value }) => value === route.by)?.value ?? "model"
  const query = queryOf(route, { by })
  const shown = useView("groups", query, beat)
  const kind = (
    <Choice label="Group by" options={KINDS} value={by} onChoose={(next) => go({ ...route, by: next })} />
  )
  return (
    <Card title="Where it went" from={{ view: "groups", query }} tools={kind}>
      <ViewOf shown={shown}>
        {({ groups, left }) =>
          groups.length === 0 ? (
            <Empty>No calls in this time.</Empty>
          ) : (
            <>
              <GroupTable by={by} groups={groups} />
              {left > 0 && <p class="note">{left} more are in the CSV.</p>}
            </>
          )
        }
      </ViewOf>
    </Card>
  )
}

function GroupTable({ by, groups }: { by: string; groups: readonly Group[] }) {
  const most = Math.max(...groups.map(({ spentUsd }) => spentUsd), 1e-9)
  return (
    <Table
      caption={`Calls by ${by}`}
      rows={groups}
      keyOf={({ key }) => key}
      columns={[
        {
          title: KINDS.find(({ value }) => value === by)?.title ?? by,
          names: true,
          cell: ({ key }) => <GroupName by={by} name={key} />,
        },
        { title: "Spent", numeric: true, cell: ({ spentUsd }) => usd(spentUsd) },
        { title: "Share", cell: ({ spentUsd }) => <Bar share={spentUsd / most} /> },
        { title: "Saved", numeric: true, cell: ({ savedUsd }) => usd(savedUsd) },
        { title: "Calls", numeric: true, cell: ({ calls }) => short(calls) },
        { title: "Failed", numeric: true, cell: ({ errorShare }) => percent(errorShare, 1) },
        { title: "Cached", numeric: true, cell: ({ cacheShare }) => percent(cacheShare) },
        {
          title: "First token",
          numeric: true,
          cell: ({ timeToFirstTokenMs: time }) => duration(time?.p50 ?? null),
        },
      ]}
    />
  )
}

function GroupName({ by, name }: { by: string; name: string }) {
  if (by === "tier") return <TierMark tier={name} />
  return <span title={name}>{by === "project" ? projectName(name) : name}</span>
}
