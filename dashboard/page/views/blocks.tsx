// What the rules did not let run, and what the agent did next.
import type { BlockOfDashboard, BlocksOfDashboard } from "../../contract.ts"
import { percent, projectName, short } from "../format.ts"
import { Card } from "../parts/card.tsx"
import { Ago, Bar, Stat } from "../parts/marks.tsx"
import { Table } from "../parts/table.tsx"
import { Empty, ViewOf } from "../parts/view-of.tsx"
import { queryOf } from "../route.ts"
import { useView } from "../use-view.ts"
import { outcomeWords } from "../words.ts"
import type { ViewProps } from "./view-props.ts"

export function Blocks({ route, go, now, live }: ViewProps) {
  const query = queryOf(route)
  const from = { view: "blocks", query } as const
  const shown = useView("blocks", query, live.beat)
  return (
    <ViewOf shown={shown}>
      {({ total, lifted, wentOn, byRule, newest }) => (
        <>
          <dl class="stats">
            <Stat name="Blocked" value={short(total)} />
            <Stat
              name="Went another way"
              value={percent(total === 0 ? null : wentOn / total)}
              note="the agent's next call was another one, and allowed"
            />
            <Stat name="Lifted by a person" value={short(lifted)} note="once each, with /ralex-allow" />
          </dl>
          <div class="cards">
            <ByRule
              rules={byRule}
              from={from}
              choose={(rule) => go({ ...route, filters: { ...route.filters, rule } })}
            />
            <Card title="Newest" from={from} size="rest">
              {newest.length === 0 ? (
                <Empty>Nothing was blocked in this time.</Empty>
              ) : (
                <ol class="feed">
                  {newest.map((block) => (
                    <Block key={block.sequence} block={block} now={now} />
                  ))}
                </ol>
              )}
            </Card>
          </div>
        </>
      )}
    </ViewOf>
  )
}

function Block({ block, now }: { block: BlockOfDashboard; now: number }) {
  const { at, subject, tool, rule, reason, evidence, outcome, next, project, agent, verdict } = block
  return (
    <li>
      <Ago time={at} now={now} />
      <div>
        <p>
          <span class="mark bad">{verdict === "ask" ? "asked" : "denied"}</span>{" "}
          <code>{subject ?? tool}</code>
        </p>
        <p>
          {reason} {evidence && <span class="note">({evidence})</span>}
        </p>
        <p class="note">
          {rule} · {projectName(project)} · {agent}
          {outcome && ` · ${outcomeWords(outcome)}`}
          {next && ` · next: ${next.tool}, ${next.verdict === "allow" ? "allowed" : "blocked"}`}
        </p>
      </div>
    </li>
  )
}

interface ByRuleProps {
  rules: BlocksOfDashboard["byRule"]
  from: { view: "blocks"; query: string }
  choose: (rule: string) => void
}

function ByRule({ rules, from, choose }: ByRuleProps) {
  return (
    <Card title="By rule" from={from} size="third">
      {rules.length === 0 ? (
        <Empty>Nothing was blocked in this time.</Empty>
      ) : (
        <Table
          caption="Blocks by rule"
          rows={rules}
          keyOf={({ rule }) => rule}
          columns={[
            {
              title: "Rule",
              names: true,
              cell: ({ rule }) => (
                <button type="button" class="plain" onClick={() => choose(rule)}>
                  {rule}
                </button>
              ),
            },
            {
              title: "",
              cell: ({ count }) => <Bar share={count / (rules[0]?.count ?? 1)} tone="bad" />,
            },
            { title: "Blocks", numeric: true, cell: ({ count }) => short(count) },
            { title: "Lifted", numeric: true, cell: (row) => short(row.lifted) },
          ]}
        />
      )}
    </Card>
  )
}
