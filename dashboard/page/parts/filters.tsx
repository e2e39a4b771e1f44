// What of the ledger is shown: the time, and what calls have in common.
import type { OverviewDocument } from "../../contract.ts"
import { modelName, projectName } from "../format.ts"
import type { FilterName, Route } from "../route.ts"
import { Choice } from "./marks.tsx"

const SPANS = [
  { value: "24h", title: "24 hours" },
  { value: "7d", title: "7 days" },
  { value: "30d", title: "30 days" },
  { value: "", title: "All" },
]

const TIERS = ["cheap", "smart", "premium", "free", "none"]

interface FiltersProps {
  route: Route
  go: (to: Route) => void
  choices: OverviewDocument["choices"] | undefined
}

export function Filters({ route, go, choices }: FiltersProps) {
  const set = (name: FilterName, value: string) => {
    const { [name]: _, ...others } = route.filters
    go({ ...route, filters: value === "" ? others : { ...others, [name]: value } })
  }
  const pick = (
    name: FilterName,
    label: string,
    values: readonly string[],
    text: (value: string) => string,
  ) => {
    const chosen = route.filters[name] ?? ""
    const all = chosen === "" || values.includes(chosen) ? values : [chosen, ...values]
    return (
      <label class={chosen === "" ? "pick" : "pick chosen"}>
        <span class="unseen">{label}</span>
        <select value={chosen} onChange={(event) => set(name, event.currentTarget.value)}>
          <option value="">{`All ${label}s`}</option>
          {all.map((value) => (
            <option key={value} value={value}>
              {text(value)}
            </option>
          ))}
        </select>
      </label>
    )
  }
  const chips = (["session", "rule"] as const).filter((name) => route.filters[name])
  return (
    <search class="filters">
      <Choice
        label="Time"
        options={SPANS}
        value={route.since}
        onChoose={(since) => go({ ...route, since })}
      />
      {pick("project", "project", choices?.projects ?? [], projectName)}
      {pick("agent", "agent", choices?.agents ?? [], (agent) => agent)}
      {pick("tier", "tier", TIERS, (tier) => (tier === "none" ? "no tier" : tier))}
      {pick("model", "model", choices?.models ?? [], modelName)}
      {chips.map((name) => (
        <button key={name} type="button" class="chip" onClick={() => set(name, "")}>
          {name} {route.filters[name]} <span aria-hidden="true">×</span>
          <span class="unseen">: show all again</span>
        </button>
      ))}
    </search>
  )
}
