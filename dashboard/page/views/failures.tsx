// What failed or needed another try, and who answered then.
import type { FallbacksDocument } from "../../contract.ts"
import { percent, short } from "../format.ts"
import { CallRows } from "../parts/call-rows.tsx"
import { Card } from "../parts/card.tsx"
import { Bar, Stat } from "../parts/marks.tsx"
import { Table } from "../parts/table.tsx"
import { Empty, ViewOf } from "../parts/view-of.tsx"
import { queryOf } from "../route.ts"
import { useView } from "../use-view.ts"
import type { ViewProps } from "./view-props.ts"

export function Failures({ route, now, live }: ViewProps) {
  const query = queryOf(route)
  const from = { view: "fallbacks", query } as const
  const shown = useView("fallbacks", query, live.beat)
  return (
    <ViewOf shown={shown}>
      {({ calls, fallbacks, errors, byOutcome, byModel, newest }) => (
        <>
          <dl class="stats">
            <Stat name="Calls" value={short(calls)} />
            <Stat
              name="Took more than one try"
              value={short(fallbacks)}
              note={`${percent(calls === 0 ? null : fallbacks / calls, 1)} of calls`}
            />
            <Stat
              name="Failed for good"
              value={short(errors)}
              tone={errors > 0 ? "bad" : "good"}
              note={`${percent(calls === 0 ? null : errors / calls, 2)} of calls`}
            />
          </dl>
          <div class="cards">
            <ByKind kinds={byOutcome} from={from} />
            <ByModel models={byModel} from={from} />
            <Card title="Newest" from={from}>
              {newest.length === 0 ? (
                <Empty>Nothing failed or fell back in this time.</Empty>
              ) : (
                <CallRows caption="Calls that failed or fell back" calls={newest} now={now} />
              )}
            </Card>
          </div>
        </>
      )}
    </ViewOf>
  )
}

function outcomeOf(outcome: string): string {
  return outcome === "ok" ? "answered after another try" : outcome.replaceAll("-", " ")
}

interface From {
  from: { view: "fallbacks"; query: string }
}

function ByKind({ kinds, from }: From & { kinds: FallbacksDocument["byOutcome"] }) {
  return (
    <Card title="By kind" note="Of the newest." from={from} size="third">
      {kinds.length === 0 ? (
        <Empty>Nothing failed.</Empty>
      ) : (
        <Table
          caption="Calls by outcome"
          rows={kinds}
          keyOf={({ outcome }) => outcome}
          columns={[
            { title: "Outcome", names: true, cell: ({ outcome }) => outcomeOf(outcome) },
            {
              title: "",
              cell: (row) => <Bar share={row.calls / (kinds[0]?.calls ?? 1)} tone="near" />,
            },
            { title: "Calls", numeric: true, cell: (row) => short(row.calls) },
          ]}
        />
      )}
    </Card>
  )
}

function ByModel({ models, from }: From & { models: FallbacksDocument["byModel"] }) {
  return (
    <Card title="By model" from={from} size="rest">
      {models.length === 0 ? (
        <Empty>No calls in this time.</Empty>
      ) : (
        <Table
          caption="Failures by model"
          rows={models}
          keyOf={({ model }) => model}
          columns={[
            { title: "Model", names: true, cell: ({ model }) => model },
            { title: "Calls", numeric: true, cell: (row) => short(row.calls) },
            { title: "Fell back", numeric: true, cell: (row) => short(row.fallbacks) },
            { title: "Failed", numeric: true, cell: (row) => short(row.errors) },
          ]}
        />
      )}
    </Card>
  )
}
