// Calls as a table: when, what was decided and why, how it went, what it cost.
import { Fragment } from "preact"
import { causeWords } from "../../../config/cause-words.ts"
import type { CallOfDashboard } from "../../contract.ts"
import { duration, modelName, short, usd } from "../format.ts"
import { statusWords } from "../words.ts"
import { Ago, TierMark } from "./marks.tsx"
import { Table } from "./table.tsx"

interface CallRowsProps {
  caption: string
  calls: readonly CallOfDashboard[]
  now: number
}

export function CallRows({ caption, calls, now }: CallRowsProps) {
  return (
    <Table
      caption={caption}
      rows={calls}
      keyOf={({ id }) => id}
      columns={[
        { title: "When", cell: ({ at }) => <Ago time={at} now={now} /> },
        { title: "Model", names: true, cell: (call) => <ModelCell call={call} /> },
        { title: "Why", cell: (call) => <Why call={call} /> },
        { title: "Result", cell: (call) => <Result call={call} /> },
        { title: "Tokens", numeric: true, cell: (call) => <Tokens call={call} /> },
        {
          title: "First token",
          numeric: true,
          cell: ({ timeToFirstTokenMs }) => duration(timeToFirstTokenMs),
        },
        { title: "Total", numeric: true, cell: ({ durationMs }) => duration(durationMs) },
        { title: "Cost", numeric: true, cell: ({ costUsd }) => usd(costUsd) },
      ]}
    />
  )
}

function ModelCell({ call: { tier, model, provider } }: { call: CallOfDashboard }) {
  return (
    <span title={`${model}, by ${provider}`}>
      <TierMark tier={tier} /> {modelName(model)}
    </span>
  )
}

export function Why({ call: { cause, signals } }: { call: Pick<CallOfDashboard, "cause" | "signals"> }) {
  return (
    <span class="why">
      {causeWords(cause)}
      {signals.map((signal) => (
        <Fragment key={signal}>
          {" "}
          <span class="signal">{signal}</span>
        </Fragment>
      ))}
    </span>
  )
}

function Result({ call: { status, outcome, attempts } }: { call: CallOfDashboard }) {
  const tone = outcome === null ? "runs" : outcome === "ok" ? "good" : "bad"
  return (
    <span>
      <span class={`dot ${tone}`} /> {statusWords(status, outcome)}
      {attempts > 1 && <span class="note"> after {attempts} tries</span>}
    </span>
  )
}

function Tokens({ call }: { call: CallOfDashboard }) {
  const title = `${call.inputTokens} in, of which ${call.cachedTokens} cached; ${call.outputTokens} out`
  return (
    <span title={title}>
      {short(call.inputTokens)} → {short(call.outputTokens)}
    </span>
  )
}
