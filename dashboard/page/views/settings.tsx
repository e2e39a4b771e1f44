// The settings in force, and where each came from.
import { useState } from "preact/hooks"
import { Card } from "../parts/card.tsx"
import { Choice } from "../parts/marks.tsx"
import { Table } from "../parts/table.tsx"
import { ViewOf } from "../parts/view-of.tsx"
import { useView } from "../use-view.ts"

const KINDS = [
  { value: "set", title: "Set by you" },
  { value: "all", title: "All" },
]

export function Settings() {
  const shown = useView("settings", "", 0)
  const [kind, setKind] = useState("set")
  const tools = <Choice label="Show" options={KINDS} value={kind} onChoose={setKind} />
  return (
    <ViewOf shown={shown}>
      {({ error, notices, sources, settings, project }) => {
        const rows = settings.filter((setting) => kind === "all" || setting.kind !== "defaults")
        return (
          <div class="cards">
            <Card
              title="Settings in force"
              note={project}
              from={{ view: "settings", query: "" }}
              tools={tools}
            >
              {error && <p class="failed">{error}</p>}
              {notices.map((notice) => (
                <p key={notice} class="notice">
                  {notice}
                </p>
              ))}
              <Table
                caption="Settings in force"
                rows={rows}
                keyOf={({ key }) => key}
                columns={[
                  { title: "Key", names: true, cell: ({ key }) => <code>{key}</code> },
                  { title: "Value", cell: ({ value }) => <code class="value">{value}</code> },
                  { title: "From", cell: ({ from }) => from },
                ]}
              />
            </Card>
            <Card title="Where they come from" note="Later ones count more.">
              <Table
                caption="Sources of settings"
                rows={sources}
                keyOf={({ kind: of, name }) => `${of}:${name}`}
                columns={[
                  { title: "Source", names: true, cell: ({ kind: of }) => of },
                  { title: "Name", cell: ({ name }) => name },
                  {
                    title: "Trust",
                    cell: ({ trusted }) =>
                      trusted === null ? "–" : trusted ? "trusted" : "only what tightens",
                  },
                ]}
              />
            </Card>
          </div>
        )
      }}
    </ViewOf>
  )
}
