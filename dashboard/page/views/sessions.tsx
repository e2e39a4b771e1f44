// All sessions, and of one what was chosen turn by turn and what it would have cost elsewhere.
import type { SessionDocument, TurnOfDashboard } from "../../contract.ts"
import {
  clockOrDay,
  counted,
  duration,
  exact,
  modelName,
  percent,
  projectName,
  short,
  usd,
} from "../format.ts"
import { CallRows, Why } from "../parts/call-rows.tsx"
import { Card } from "../parts/card.tsx"
import { Ago, Bar, Stat, TierMark } from "../parts/marks.tsx"
import { Table } from "../parts/table.tsx"
import { Empty, ViewOf } from "../parts/view-of.tsx"
import { addressOf, queryOf } from "../route.ts"
import { useView } from "../use-view.ts"
import type { ViewProps } from "./view-props.ts"

export function Sessions(props: ViewProps) {
  const { session } = props.route.filters
  return session === undefined ? <List {...props} /> : <One {...props} session={session} />
}

function List({ route, go, now, live }: ViewProps) {
  const query = queryOf(route)
  const shown = useView("sessions", query, live.beat)
  return (
    <div class="cards">
      <Card title="Sessions" note="Newest first." from={{ view: "sessions", query }}>
        <ViewOf shown={shown}>
          {({ sessions, left }) => {
            if (sessions.length === 0) return <Empty>No sessions in this time.</Empty>
            const most = Math.max(...sessions.map(({ spentUsd }) => spentUsd), 1e-9)
            const to = (session: string) => ({ ...route, filters: { ...route.filters, session } })
            return (
              <>
                <Table
                  caption="Sessions"
                  rows={sessions}
                  keyOf={({ session }) => session}
                  columns={[
                    { title: "Last call", cell: ({ lastAt }) => <Ago time={lastAt} now={now} /> },
                    {
                      title: "Session",
                      names: true,
                      cell: ({ session }) => (
                        <a
                          href={addressOf(to(session))}
                          onClick={(event) => {
                            if (event.metaKey || event.ctrlKey) return
                            event.preventDefault()
                            go(to(session))
                          }}
                        >
                          {session}
                        </a>
                      ),
                    },
                    {
                      title: "Project",
                      cell: ({ project }) => <span title={project}>{projectName(project)}</span>,
                    },
                    { title: "Calls", numeric: true, cell: ({ calls }) => short(calls) },
                    { title: "Spent", numeric: true, cell: ({ spentUsd }) => usd(spentUsd) },
                    { title: "Share", cell: ({ spentUsd }) => <Bar share={spentUsd / most} /> },
                    { title: "Saved", numeric: true, cell: ({ savedUsd }) => usd(savedUsd) },
                    { title: "Failed", numeric: true, cell: ({ errorShare }) => percent(errorShare, 1) },
                  ]}
                />
                {left > 0 && <p class="note">{left} older ones are not shown; choose a time.</p>}
              </>
            )
          }}
        </ViewOf>
      </Card>
    </div>
  )
}

function One({ route, now, live, session }: ViewProps & { session: string }) {
  const query = queryOf({ ...route, since: "" })
  const shown = useView("session", query, live.beat)
  return (
    <ViewOf shown={shown}>
      {(document) => (
        <>
          <dl class="stats">
            <Stat
              name="Spent"
              value={usd(document.totals.spentUsd)}
              note={counted(document.totals.calls, "call")}
            />
            {document.elsewhere.map(({ tier, model, costUsd }) => (
              <Stat
                key={tier}
                name={`All on ${tier}`}
                value={costUsd === null ? "–" : usd(costUsd)}
                note={modelName(model)}
              />
            ))}
          </dl>
          <div class="cards">
            <Card
              title={session}
              note={document.project ?? "This session has no calls."}
              from={{ view: "session", query }}
            >
              {document.turns.length === 0 ? (
                <Empty>The ledger has no calls of this session.</Empty>
              ) : (
                <ol class="turns">
                  {document.turns.map((turn, index) => (
                    <Turn key={turn.turn} turn={turn} number={index + 1} now={now} />
                  ))}
                </ol>
              )}
              <Left document={document} />
            </Card>
          </div>
        </>
      )}
    </ViewOf>
  )
}

function Turn({ turn, number, now }: { turn: TurnOfDashboard; number: number; now: number }) {
  const most = Math.max(turn.costUsd, ...turn.elsewhere.map(({ costUsd }) => costUsd ?? 0), 1e-9)
  const took = turn.endedAt === null ? null : Date.parse(turn.endedAt) - Date.parse(turn.startedAt)
  return (
    <li class="turn">
      <header>
        <h3>
          Turn {number} <TierMark tier={turn.tier} /> {turn.models.map(modelName).join(" → ")}
        </h3>
        <p class="note">
          <time dateTime={turn.startedAt} title={exact(turn.startedAt)}>
            {clockOrDay(turn.startedAt, now)}
          </time>
          {turn.class && ` · judged ${turn.class}`} · {counted(turn.calls.length, "call")}
          {took !== null && ` · ${duration(took)}`} · {short(turn.inputTokens)} tokens in,{" "}
          {short(turn.outputTokens)} out
        </p>
        <Why call={turn} />
      </header>
      <table class="elsewhere">
        <caption class="unseen">What turn {number} cost, and would have cost elsewhere</caption>
        <tbody>
          <tr class="own">
            <th scope="row">this turn</th>
            <td>
              <Bar share={turn.costUsd / most} tone={turn.tier ? `paint-tier-${turn.tier}` : "accent"} />
            </td>
            <td class="number">{usd(turn.costUsd)}</td>
          </tr>
          {turn.elsewhere.map(({ tier, model, costUsd }) => (
            <tr key={tier}>
              <th scope="row">
                <span title={model}>all on {tier}</span>
              </th>
              <td>
                <Bar share={(costUsd ?? 0) / most} tone={`paint-tier-${tier}`} />
              </td>
              <td class="number">{costUsd === null ? "–" : usd(costUsd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {turn.blocks.map(({ sequence, subject, tool, rule, reason }) => (
        <p key={sequence} class="blocked">
          <span class="mark bad">blocked</span> <code>{subject ?? tool}</code>
          <span class="note">
            {" "}
            {rule} · {reason}
          </span>
        </p>
      ))}
      <details>
        <summary>{turn.calls.length === 1 ? "Its call" : `Its ${turn.calls.length} calls`}</summary>
        <CallRows caption={`Calls of turn ${number}`} calls={turn.calls} now={now} />
      </details>
    </li>
  )
}

function Left({ document: { left, pruned } }: { document: SessionDocument }) {
  if (left === 0) return null
  const why = pruned ? "their rows are older than the ledger keeps" : "there are too many to show"
  return <p class="note">{`${left} more calls are in the sums only: ${why}.`}</p>
}
