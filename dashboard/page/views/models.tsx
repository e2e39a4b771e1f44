// How healthy and how quick models and providers are.
import { useMemo } from "preact/hooks"
import type { HealthDocument, LatencyDocument, SeriesDocument } from "../../contract.ts"
import { duration, modelName, percent, short } from "../format.ts"
import { Card } from "../parts/card.tsx"
import { Chart, type Line } from "../parts/chart.tsx"
import { Ago, Bar, Stat } from "../parts/marks.tsx"
import { Table } from "../parts/table.tsx"
import { Empty, ViewOf } from "../parts/view-of.tsx"
import { queryOf } from "../route.ts"
import { useView } from "../use-view.ts"
import type { ViewProps } from "./view-props.ts"

export function Models({ route, now, live }: ViewProps) {
  const query = queryOf(route)
  const health = useView("health", query, live.beat)
  const series = useView("series", query, live.beat)
  const latency = useView("latency", query, live.beat)
  return (
    <>
      <ViewOf shown={health}>{(document) => <Availability document={document} />}</ViewOf>
      <div class="cards">
        <Card title="Health in the last hour" from={{ view: "health", query }}>
          <ViewOf shown={health}>{(document) => <Hour document={document} now={now} />}</ViewOf>
        </Card>
        <Card
          title="Time to first token"
          note="Half, 95 and 99 of 100 calls within."
          from={{ view: "series", query }}
        >
          <ViewOf shown={series}>{(document) => <TimesChart document={document} />}</ViewOf>
        </Card>
        <Card title="Latency by model" from={{ view: "latency", query }}>
          <ViewOf shown={latency}>{(document) => <ByModel document={document} />}</ViewOf>
        </Card>
        <Card title="How long calls took" from={{ view: "latency", query }} size="half">
          <ViewOf shown={latency}>{({ duration: steps }) => <Steps steps={steps} />}</ViewOf>
        </Card>
        <Card title="Left alone after failures" note="Others are asked meanwhile." size="half">
          <ViewOf shown={health}>{(document) => <Rests document={document} now={now} />}</ViewOf>
        </Card>
      </div>
    </>
  )
}

function Availability({ document: { availability } }: { document: HealthDocument }) {
  const { share, objective, calls, failed, budgetCalls, budgetLeftShare, met } = availability
  return (
    <dl class="stats">
      <Stat
        name="Availability, 24 hours"
        value={percent(share, 2)}
        tone={calls === 0 ? undefined : met ? "good" : "bad"}
        note={
          calls === 0 ? "no calls yet" : `${met ? "meets" : "misses"} the objective of ${percent(objective)}`
        }
      />
      <Stat
        name="Error budget left"
        value={percent(budgetLeftShare)}
        tone={budgetLeftShare === null ? undefined : budgetLeftShare > 0 ? "good" : "bad"}
        note={`${short(failed)} failed; the objective lets ${short(Math.round(budgetCalls * 10) / 10)} fail`}
      />
      <Stat name="Calls, 24 hours" value={short(calls)} note={`${short(failed)} failed for good`} />
    </dl>
  )
}

function Hour({ document: { hour }, now }: { document: HealthDocument; now: number }) {
  if (hour.length === 0) return <Empty>No calls in the last hour.</Empty>
  return (
    <Table
      caption="Health of models and providers in the last hour"
      rows={hour}
      keyOf={({ kind, name }) => `${kind}:${name}`}
      columns={[
        { title: "Name", names: true, cell: ({ name }) => name },
        { title: "Kind", cell: ({ kind }) => kind },
        { title: "Succeeded", numeric: true, cell: ({ successShare }) => percent(successShare, 1) },
        {
          title: "",
          cell: ({ successShare }) => <Bar share={successShare ?? 0} tone={toneOf(successShare)} />,
        },
        { title: "Calls", numeric: true, cell: ({ calls }) => short(calls) },
        {
          title: "First token",
          numeric: true,
          cell: ({ timeToFirstTokenMs: time }) => duration(time?.p50 ?? null),
        },
        { title: "Total p95", numeric: true, cell: ({ durationMs: time }) => duration(time?.p95 ?? null) },
        {
          title: "State",
          cell: ({ rest }) =>
            rest?.resting ? (
              <span class="mark warn">
                rests, asked again <Ago time={rest.until} now={now} />
              </span>
            ) : (
              "asked"
            ),
        },
      ]}
    />
  )
}

function toneOf(share: number | null): string {
  return share === null || share >= 0.99 ? "good" : share >= 0.9 ? "near" : "bad"
}

function TimesChart({ document }: { document: SeriesDocument }) {
  const { times, lines } = useMemo(() => timesOf(document), [document])
  if (times.length === 0) return <Empty>No calls in this time.</Empty>
  return <Chart label="Time to first token over time" times={times} lines={lines} format={duration} />
}

function timesOf({ series }: SeriesDocument): { times: number[]; lines: Line[] } {
  const points = series[0]?.points ?? []
  const line = (name: "p50" | "p95" | "p99", color: string): Line => ({
    ...{ name, color, kind: "line" },
    values: points.map(({ timeToFirstTokenMs }) => timeToFirstTokenMs?.[name] ?? null),
  })
  return {
    times: points.map(({ at }) => Date.parse(at)),
    lines: [line("p50", "text"), line("p95", "near"), line("p99", "bad")],
  }
}

function ByModel({ document: { models } }: { document: LatencyDocument }) {
  if (models.length === 0) return <Empty>No calls in this time.</Empty>
  const cell = (key: "timeToFirstTokenMs" | "durationMs", name: "p50" | "p95" | "p99") => ({
    title: `${key === "durationMs" ? "Total" : "First token"} ${name}`,
    numeric: true,
    cell: (row: LatencyDocument["models"][number]) => duration(row[key]?.[name] ?? null),
  })
  return (
    <Table
      caption="Latency by model"
      rows={models}
      keyOf={({ model, provider }) => `${model} ${provider}`}
      columns={[
        { title: "Model", names: true, cell: ({ model }) => <span title={model}>{modelName(model)}</span> },
        { title: "Calls", numeric: true, cell: ({ calls }) => short(calls) },
        cell("timeToFirstTokenMs", "p50"),
        cell("timeToFirstTokenMs", "p95"),
        cell("timeToFirstTokenMs", "p99"),
        cell("durationMs", "p50"),
        cell("durationMs", "p95"),
        cell("durationMs", "p99"),
      ]}
    />
  )
}

/** So many are looked at together. */
const MOST_STEPS = 14

function Steps({ steps }: { steps: LatencyDocument["duration"] }) {
  if (steps.length === 0) return <Empty>No calls in this time.</Empty>
  const size = Math.ceil(steps.length / MOST_STEPS)
  const joined = Array.from({ length: Math.ceil(steps.length / size) }, (_, index) => {
    const own = steps.slice(index * size, (index + 1) * size)
    return { ms: own.at(-1)?.ms ?? 0, calls: own.reduce((sum, { calls }) => sum + calls, 0) }
  })
  const most = Math.max(...joined.map(({ calls }) => calls), 1)
  return (
    <Table
      caption="How many calls took how long"
      rows={joined}
      keyOf={({ ms }) => ms}
      columns={[
        { title: "About", names: true, cell: ({ ms }) => duration(ms) },
        { title: "", cell: ({ calls }) => <Bar share={calls / most} /> },
        { title: "Calls", numeric: true, cell: ({ calls }) => short(calls) },
      ]}
    />
  )
}

function Rests({ document: { rests }, now }: { document: HealthDocument; now: number }) {
  if (rests.length === 0) return <Empty>All models answer.</Empty>
  return (
    <Table
      caption="Models and providers that failed of late"
      rows={rests}
      keyOf={({ key }) => key}
      columns={[
        { title: "Name", names: true, cell: ({ key }) => key.replace(/^\w+:/, "") },
        {
          title: "Why",
          cell: ({ reason, detail }) => <span title={detail}>{reason.replaceAll("-", " ")}</span>,
        },
        { title: "In a row", numeric: true, cell: ({ failures }) => failures },
        { title: "Failed", cell: ({ at }) => <Ago time={at} now={now} /> },
        {
          title: "Asked again",
          cell: ({ resting, until }) => (resting ? <Ago time={until} now={now} /> : "now"),
        },
      ]}
    />
  )
}
