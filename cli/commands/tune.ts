// `ralex tune`: what the person's own ledger says of how classes are routed. It proposes and changes nothing.
import { applyProfile } from "../../config/index.ts"
import { configOf, printJson } from "../context.ts"
import type { TuneDocument } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { type ClassRecord, proposeSmartFrom, proposeTuning, type ScoreRecord } from "../propose-tuning.ts"
import { readSince } from "../read-since.ts"
import { showTable } from "../show-table.ts"
import { withLedger } from "../with-ledger.ts"

export const tune = defineCommand({
  name: "tune",
  description: "Proposes where asks should go, from what became of your own; changes nothing.",
  args: {
    since: { type: "string", valueHint: "90d", description: "From when: 24h, 90d or 2026-11-01." },
    json: jsonArgument,
  },
  run: async (args, context) => {
    const since = readSince(args.since ?? "90d", context.now())
    const routing = applyProfile(configOf(context))
    const calls = await withLedger(context, (ledger) => ledger.calls({ since }))
    const records = proposeTuning(calls, routing)
    const threshold = proposeSmartFrom(calls, routing)
    if (args.json) {
      printJson(context, {
        v: 1,
        since: since.toISOString(),
        classes: records,
        smartFrom: threshold ?? null,
      } satisfies TuneDocument)
      return exitCode.ok
    }
    const head = ["class", "tier", "turns", "failed", "90 % interval", "proposal"]
    context.print(showTable(head, records.map(rowOf)))
    if (threshold) context.print(`\n${thresholdText(threshold)}\n`)
    context.print(`\n${conclusion(records, threshold)}\n`)
    return exitCode.ok
  },
})

function rowOf(record: ClassRecord): string[] {
  const { class: of, tier, beganLower, turns, failed, low, high } = record
  const name = beganLower ? `${of}, checked` : of
  const interval = turns === 0 ? "" : `${percent(low)} to ${percent(high)}`
  return [name, tier, String(turns), String(failed), interval, proposalText(record)]
}

function proposalText({ class: name, beganLower, proposal }: ClassRecord): string {
  switch (proposal.kind) {
    case "too-little":
      return `none: ${proposal.missing} more turns are needed`
    case "keep":
      return "keep"
    case "raise":
      return `${beganLower ? "verify.cheapFirst: false" : `routing.classes.${name}: ${proposal.to}`} (surely more than ${percent(proposal.limit)} fail)`
  }
}

function thresholdText({ smartFrom, turns, failed, low, high, limit }: ScoreRecord): string {
  return `Of ${turns} medium asks with a score from ${smartFrom} on ${failed} failed on the cheap tier (90 %: ${percent(low)} to ${percent(high)}; more than ${percent(limit)} are too many).`
}

function conclusion(records: readonly ClassRecord[], threshold: ScoreRecord | undefined): string {
  const proposed = records.filter(({ proposal }) => proposal.kind === "raise")
  const classes = proposed.flatMap(({ class: name, beganLower, proposal }) =>
    proposal.kind === "raise" && !beganLower ? [`    ${name}: ${proposal.to}`] : [],
  )
  const score = threshold ? [`  smartFrom: ${threshold.smartFrom}`] : []
  const lines = [
    ...(classes.length + score.length > 0 ? ["routing:"] : []),
    ...(classes.length > 0 ? ["  classes:", ...classes] : []),
    ...score,
    ...(proposed.some(({ beganLower }) => beganLower) ? ["verify:", "  cheapFirst: false"] : []),
  ]
  if (lines.length > 0)
    return `Nothing was changed. To take this over, write into your ralex.yaml:\n\n${lines.join("\n")}`
  if (records.every(({ proposal }) => proposal.kind === "too-little"))
    return "There is too little in the ledger to propose anything; go on working, and ask again later."
  return "Nothing to change: no class fails so often that a dearer tier would surely be better."
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
