// The counters of `ralex metrics`, each as a row: what it says, its labels in order, and the tally that it is made of.
import { VERIFY_TOOL } from "../../config/index.ts"
import type { Tally } from "./tally.ts"

export interface CounterFamily {
  name: string
  help: string
  labels: readonly string[]
  of: Tally["of"]
  /** Tallies in nano-dollars are told in USD. */
  unit?: "usd"
  /** The values of `labels` out of a tally's; undefined for one that does not count here. Left out: the same. */
  pick?: (labels: string[]) => string[] | undefined
  /** Told as 0 from the start: of a series that begins at 1, Prometheus sees no increase. */
  zeros?: readonly (readonly string[])[]
}

/** A model call that was refused is a row among verdicts; so is what came of a check. */
const MODEL_CALL = "model-call"

export const COUNTER_FAMILIES: readonly CounterFamily[] = [
  {
    name: "ralex_requests_total",
    help: "Model calls that ended, by how: ok, aborted, or the kind of failure.",
    labels: ["tier", "model", "status"],
    of: "requests",
  },
  {
    name: "ralex_request_results_total",
    help: "Model calls that ended: ok, failed, or aborted by a person. For alerts, told as 0 from the start.",
    labels: ["result"],
    of: "requests",
    pick: ([, , status]) => [status === "ok" || status === "aborted" ? status : "failed"],
    zeros: [["ok"], ["failed"], ["aborted"]],
  },
  {
    name: "ralex_cost_usd_total",
    help: "US dollars that settled calls cost.",
    labels: ["tier", "model"],
    of: "cost",
    unit: "usd",
  },
  {
    name: "ralex_baseline_usd_total",
    help: "US dollars that settled calls would have cost on the baseline model.",
    labels: ["tier", "model"],
    of: "baseline",
    unit: "usd",
  },
  {
    name: "ralex_saved_usd_total",
    help: "US dollars that calls cheaper than the baseline saved; what dearer ones cost more is ralex_extra_usd_total.",
    labels: ["tier", "model"],
    of: "saved",
    unit: "usd",
  },
  {
    name: "ralex_extra_usd_total",
    help: "US dollars that calls dearer than the baseline cost more than it.",
    labels: ["tier", "model"],
    of: "extra",
    unit: "usd",
  },
  {
    name: "ralex_cache_saved_usd_total",
    help: "US dollars that prompt caches and answers given again saved.",
    labels: ["tier", "model"],
    of: "cache-saved",
    unit: "usd",
  },
  {
    name: "ralex_tokens_total",
    help: "Tokens of settled calls, by kinds that do not overlap: input, cached, cache_write, output, reasoning.",
    labels: ["tier", "model", "kind"],
    of: "tokens",
  },
  {
    name: "ralex_cache_hits_total",
    help: "Calls that were answered from kept answers, without asking a model.",
    labels: [],
    of: "causes",
    pick: ([cause]) => (cause === "replayed" ? [] : undefined),
  },
  {
    name: "ralex_routed_total",
    help: "Model calls that ended, by why their model was chosen.",
    labels: ["cause"],
    of: "causes",
  },
  {
    name: "ralex_fallbacks_total",
    help: "Times that another model was asked, since the one before failed or did not fit a budget.",
    labels: ["from", "to", "reason"],
    of: "fallbacks",
  },
  {
    name: "ralex_retries_total",
    help: "Times that the same model was asked again, since it failed.",
    labels: ["model", "reason"],
    of: "retries",
  },
  {
    name: "ralex_blocked_total",
    help: "Tool calls that a rule blocked, and model calls that a budget refused (tool model-call).",
    labels: ["rule", "tool"],
    of: "verdicts",
    pick: ([verdict, rule, tool]) =>
      verdict === "deny" || verdict === "ask" ? [rule ?? "", tool ?? ""] : undefined,
  },
  {
    name: "ralex_judged_total",
    help: "Tool calls that the rules judged; lifted is what a person let pass once.",
    labels: ["verdict"],
    of: "verdicts",
    pick: ([verdict, , tool]) => (tool === MODEL_CALL || tool === VERIFY_TOOL ? undefined : [verdict ?? ""]),
    zeros: [["allow"], ["deny"], ["ask"], ["lifted"]],
  },
  {
    name: "ralex_verifications_total",
    help: "Checks of finished work, by what came of them.",
    labels: ["outcome"],
    of: "verdicts",
    pick: ([, rule = "", tool]) => (tool === VERIFY_TOOL ? [rule.replace("verify.", "")] : undefined),
  },
  {
    name: "ralex_alerts_total",
    help: "Alerts that were raised, each once.",
    labels: ["level", "kind"],
    of: "alerts",
    zeros: [
      ["error", "limit"],
      ["error", "tier-down"],
      ["error", "seals"],
    ],
  },
]
