// The soak's report: Markdown with its pictures beside it, and the figures as JSON.
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { SoakFigures } from "../../test/soak/figures-of-soak.ts"
import type { SoakRun } from "../../test/soak/play-soak.ts"
import type { Slope } from "../../test/soak/slope.ts"
import { TROUBLES } from "../../test/soak/soak-faults.ts"
import type { Sample } from "../../test/soak/watch-process.ts"
import { machineLine } from "../machine-line.ts"
import { linePlot, type Plot } from "./line-plot.ts"

const MEGABYTE = 2 ** 20
const HOUR_MS = 3_600_000

/** @returns the Markdown. */
export function writeReport(folder: string, run: SoakRun, figures: SoakFigures): string {
  mkdirSync(folder, { recursive: true })
  const plots = plotsOf(run)
  for (const [name, plot] of Object.entries(plots))
    writeFileSync(join(folder, `soak-${name}.svg`), linePlot(plot))
  const text = markdown(run, figures, Object.entries(plots))
  writeFileSync(join(folder, "soak.md"), text)
  const told = Object.fromEntries(run.told)
  const { minutes, width, sessions, idle, verdicts, hours } = run
  const json = { machine: machineLine(), minutes, width, sessions, idle, verdicts, told, figures, hours }
  writeFileSync(join(folder, "soak.json"), `${JSON.stringify(json, plain, 2)}\n`)
  return text
}

function plotsOf({ samples, hours }: SoakRun): Record<string, Plot> {
  const bands = [
    { ...TROUBLES.modelDown, name: "one model is down" },
    { ...TROUBLES.networkDown, name: "the network is down" },
  ]
  const line = (name: string, of: (sample: Sample) => number) => ({
    name,
    points: samples.map((sample) => ({ x: sample.ofDay / HOUR_MS, y: of(sample) })),
  })
  const share = hours.map((hour, index) => {
    const failed = hour.failed + hour["wrong text"] + hour.nobodyUp
    return { x: index + 0.5, y: hour.whole + failed === 0 ? 100 : (hour.whole / (hour.whole + failed)) * 100 }
  })
  return {
    memory: {
      title: "Memory of the process",
      unit: "MB",
      bands,
      series: [
        line("resident", ({ rss }) => rss / MEGABYTE),
        line("heap, collected", ({ heap }) => heap / MEGABYTE),
      ],
    },
    heap: {
      title: "Heap after a collection",
      unit: "MB",
      bands,
      series: [line("heap", ({ heap }) => heap / MEGABYTE)],
    },
    availability: { title: "Whole answers", unit: "%", bands, series: [{ name: "by hour", points: share }] },
    handles: {
      title: "Open handles",
      unit: "count",
      bands,
      series: [line("sockets", ({ sockets }) => sockets), line("files", ({ files }) => files)],
    },
    disk: {
      title: "On the disk",
      unit: "MB",
      bands,
      series: [
        line("ledger", ({ ledgerBytes }) => ledgerBytes / MEGABYTE),
        line("its WAL", ({ walBytes }) => walBytes / MEGABYTE),
        line("request log", ({ logBytes }) => logBytes / MEGABYTE),
      ],
    },
  }
}

function markdown(run: SoakRun, it: SoakFigures, plots: [string, Plot][]): string {
  const { before, after, books, slopes, largest, availability } = it
  const rows = [
    ["calls, sessions", `${it.calls}, ${run.sessions}`],
    ["whole answers while any candidate was up", percent(availability.whileUp)],
    ["whole answers in all, the network's outage included", percent(availability.all)],
    [
      "errors while a candidate was up",
      Object.entries(it.errors)
        .map(([name, count]) => `${count} ${name}`)
        .join(", ") || "none",
    ],
    [
      "upstream attempts struck",
      `${it.struck.attempts} of ${run.attempts}; ${percent(it.struck.share)} without the network's outage`,
    ],
    [
      "faults before the first token, recovered",
      `${before.recovered} of ${before.faults}, ${percent(before.recovered / before.faults)}`,
    ],
    ["faults after it that ended honestly, settled", `${after.honest} of ${after.faults}`],
    [
      "calls while nobody could be reached",
      `${it.nobodyUp.calls}, of which ${it.nobodyUp.dishonest.length} did not end in one sentence`,
    ],
    ["attempts of one call, at most", String(it.mostAttempts)],
    ["billed, and counted by the ledger", `${usd(books.billedNano)}, ${usd(books.countedNano)}`],
    ["rows that are not the bill's to the nano", String(books.differences.length)],
    [
      "rows without an id, counted at their bound",
      `${books.unnamed}: ${usd(books.heldNano)} (billed ${usd(books.lostNano)})`,
    ],
    ["rows that still hold", String(books.open)],
    ["seals of the ledger", run.isSealed ? "whole" : "broken"],
    [
      "explore's daily USD 0.10",
      it.explore
        .map(({ day, spentNano, answered }) => `${day}: ${usd(spentNano)} in ${answered} calls`)
        .join("; "),
    ],
    ["calls refused by it", String(it.refused)],
    [
      "verdicts of the guard",
      `${run.verdicts.judged}, ${run.verdicts.blocked} of them blocks, ${run.verdicts.wrong.length} wrong`,
    ],
    ["heap after a collection, slope of the second half", perHour(slopes.heap)],
    ["resident memory, slope of the second half", perHour(slopes.rss)],
    ["resident memory, most", `${(largest.rss / MEGABYTE).toFixed(0)} MB, the harness included`],
    [
      "sockets idle before, after; most",
      `${run.idle.before.sockets}, ${run.idle.after.sockets}; ${largest.sockets}`,
    ],
    [
      "other handles idle before, after; most",
      `${run.idle.before.files}, ${run.idle.after.files}; ${largest.files}`,
    ],
    ["request log, most", `${(largest.logBytes / MEGABYTE).toFixed(2)} MB`],
    [
      "ledger, and its WAL at most",
      `${(largest.ledgerBytes / MEGABYTE).toFixed(1)} MB (${(it.ledgerBytesPerCall / 1024).toFixed(1)} kB a call), ${(largest.walBytes / MEGABYTE).toFixed(1)} MB`,
    ],
  ]
  return [
    "# Soak",
    "",
    machineLine(),
    "",
    `A UTC day in ${run.minutes} minutes, ${run.width} sessions at a time.`,
    "",
    "A slope is of the least samples of twelve blocks of the second half, by least squares, in MB an hour of real time, with its",
    "95 % interval; each sample is taken after a whole collection. It is upward where all of the interval is above 0.",
    "",
    "| | |\n|---|---|",
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    "",
    ...plots.map(([name, { title }]) => `![${title}](soak-${name}.svg)`),
    "",
    "Shaded: for an hour one model is down, for a quarter of an hour the network.",
    "",
    "What the person was told:",
    "",
    ...[...run.told].map(([sentence, count]) => `- ${count} x ${sentence}`),
    "",
  ].join("\n")
}

function perHour({ mean, low, high }: Slope): string {
  const verdict = low > 0 ? "upward" : "not upward"
  return `${mean.toFixed(1)} MB an hour [${low.toFixed(1)}, ${high.toFixed(1)}]: ${verdict}`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}

function usd(nano: bigint): string {
  return `USD ${(Number(nano) / 1e9).toFixed(4)}`
}

function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value
}
