// The newest decisions, verdicts and alerts, and those that come while one looks.
import { useMemo, useState } from "preact/hooks"
import type { FeedEvent } from "../../contract.ts"
import { clockOrDay, duration, exact, modelName, projectName, usd } from "../format.ts"
import { Why } from "../parts/call-rows.tsx"
import { Card } from "../parts/card.tsx"
import { Heard } from "../parts/heard.tsx"
import { Choice, TierMark } from "../parts/marks.tsx"
import { Empty, ViewOf } from "../parts/view-of.tsx"
import { queryOf } from "../route.ts"
import { withEvent } from "../use-live.ts"
import { useView } from "../use-view.ts"
import { statusWords } from "../words.ts"
import type { ViewProps } from "./view-props.ts"

const KINDS = [
  { value: "all", title: "All" },
  { value: "call", title: "Calls" },
  { value: "verdict", title: "Blocks" },
  { value: "alert", title: "Alerts" },
]

export function Activity({ route, live, now }: ViewProps) {
  const [kind, setKind] = useState("all")
  const [paused, setPaused] = useState<readonly FeedEvent[]>()
  const query = queryOf(route)
  const shown = useView("feed", query, live.connections)
  const came = paused ?? live.events
  const tools = (
    <>
      <Choice label="Show" options={KINDS} value={kind} onChoose={setKind} />
      <button type="button" class="plain" onClick={() => setPaused(paused ? undefined : live.events)}>
        {paused ? "Go on" : "Pause"}
      </button>
    </>
  )
  return (
    <div class="cards">
      <Card title="As it happens" note="Newest first." from={{ view: "feed", query }} tools={tools}>
        <Heard came={live.came} newest={live.events[0]} />
        <ViewOf shown={shown}>
          {({ events }) => <Feed came={came} before={events} kind={kind} now={now} />}
        </ViewOf>
      </Card>
    </div>
  )
}

interface FeedProps {
  now: number
  came: readonly FeedEvent[]
  before: readonly FeedEvent[]
  kind: string
}

function Feed({ came, before, kind, now }: FeedProps) {
  const all = useMemo(
    () => came.toReversed().reduce<FeedEvent[]>((events, event) => withEvent(events, event), [...before]),
    [came, before],
  )
  const wanted = all.filter(
    ({ type }) => kind === "all" || type === kind || (kind === "alert" && type === "lift"),
  )
  if (wanted.length === 0)
    return (
      <Empty>
        Nothing yet. Work with <code>opencode</code>, and each decision appears here.
      </Empty>
    )
  return (
    <ol class="feed">
      {wanted.map((event) => (
        <li key={keyOf(event)} class={event.type}>
          <time dateTime={event.at} title={exact(event.at)}>
            {clockOrDay(event.at, now)}
          </time>
          <Event event={event} />
        </li>
      ))}
    </ol>
  )
}

function keyOf(event: FeedEvent): string {
  if (event.type === "call") return event.id
  return event.type === "alert" ? `${event.key}${event.at}` : `${event.type}${event.sequence}`
}

function Event({ event }: { event: FeedEvent }) {
  switch (event.type) {
    case "call":
      return (
        <div>
          <p>
            <TierMark tier={event.tier} /> <strong>{modelName(event.model)}</strong> <Why call={event} />
          </p>
          <p class="note">
            {projectName(event.project)} · {event.agent} · {statusWords(event.status, event.outcome)}
            {event.attempts > 1 && ` after ${event.attempts} tries`}
            {event.durationMs !== null && ` · ${duration(event.durationMs)}`} · {usd(event.costUsd)}
          </p>
        </div>
      )
    case "verdict":
      return (
        <div>
          <p>
            <span class="mark bad">
              {event.lifted ? "lifted" : event.verdict === "allow" ? "allowed" : "blocked"}
            </span>{" "}
            <code>{event.subject ?? event.tool}</code>
          </p>
          <p class="note">
            {[event.rule, event.reason, projectName(event.project), event.agent]
              .filter((text) => text !== null && text !== "")
              .join(" · ")}
          </p>
        </div>
      )
    case "lift":
      return (
        <div>
          <p>
            <span class="mark">lifted</span> {event.name} to{" "}
            {event.limitUsd === null ? "no limit" : usd(event.limitUsd)}
          </p>
          <p class="note">{event.by}</p>
        </div>
      )
    case "alert":
      return (
        <div>
          <p>
            <span class={event.level === "info" ? "mark" : "mark warn"}>{event.level}</span> {event.text}
          </p>
        </div>
      )
  }
}
