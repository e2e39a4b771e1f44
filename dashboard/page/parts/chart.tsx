// A time series drawn by uPlot, with its legend, and the same numbers as a table.
import { useEffect, useRef, useState } from "preact/hooks"
import UPlot from "uplot"
import { exact } from "../format.ts"
import { color } from "../theme.ts"
import { Table } from "./table.tsx"

export interface Line {
  name: string
  /** A color of style.css. */
  color: string
  /** One for each time; null is a gap. */
  values: readonly (number | null)[]
  kind: "bars" | "line" | "dashes"
}

interface ChartProps {
  /** What it shows, in a sentence. */
  label: string
  /** Milliseconds since 1970. */
  times: readonly number[]
  lines: readonly Line[]
  /** Bars stand on each other. */
  stacked?: boolean
  format: (value: number) => string
}

const HEIGHT = 240

export function Chart({ label, times, lines, stacked = false, format }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<number | null>(null)
  const [drawn, setDrawn] = useState(0)
  useEffect(() => {
    const again = () => setDrawn((count) => count + 1)
    addEventListener("ralex-theme", again)
    return () => removeEventListener("ralex-theme", again)
  }, [])
  useEffect(() => {
    const element = place.current
    if (!element) return
    const options = optionsOf({ times, lines, format, width: element.clientWidth, onHover: setAt })
    const chart = new UPlot(options, dataOf(times, lines, stacked), element)
    const sizes = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }))
    sizes.observe(element)
    return () => {
      sizes.disconnect()
      chart.destroy()
    }
  }, [times, lines, stacked, format, drawn])
  return (
    <figure class="chart">
      <Legend lines={lines} at={at} time={at === null ? undefined : times[at]} format={format} />
      <div ref={place} role="img" aria-label={label} />
      <details>
        <summary>Numbers of this chart</summary>
        <Table
          caption={label}
          rows={times.map((time, index) => ({ time, index })).reverse()}
          keyOf={({ time }) => time}
          columns={[
            { title: "Time", names: true, cell: ({ time }) => exact(new Date(time).toISOString()) },
            ...lines.map(({ name, values }) => ({
              title: name,
              numeric: true,
              cell: ({ index }: { index: number }) => textOf(values[index], format),
            })),
          ]}
        />
      </details>
    </figure>
  )
}

interface LegendProps {
  lines: readonly Line[]
  at: number | null
  time: number | undefined
  format: (value: number) => string
}

function Legend({ lines, at, time, format }: LegendProps) {
  return (
    <figcaption class="legend">
      {lines.map((line) => (
        <span key={line.name}>
          <i class={`swatch ${line.kind} paint-${line.color}`} />
          {line.name}
          {at !== null && <b> {textOf(line.values[at], format)}</b>}
        </span>
      ))}
      {time !== undefined && <span class="note">{exact(new Date(time).toISOString()).slice(0, -3)}</span>}
    </figcaption>
  )
}

function textOf(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value)
}

/** Where bars stand on each other, each one's top is drawn, from the highest down. */
function dataOf(times: readonly number[], lines: readonly Line[], stacked: boolean): UPlot.AlignedData {
  const seconds = times.map((time) => time / 1_000)
  if (!stacked) return [seconds, ...lines.map(({ values }) => [...values])]
  const sums = times.map(() => 0)
  const tops = lines.map(({ kind, values }) =>
    values.map((value, index) => {
      if (kind !== "bars") return value
      sums[index] = (sums[index] ?? 0) + (value ?? 0)
      return sums[index] ?? 0
    }),
  )
  return [seconds, ...order(lines).map((index) => tops[index] ?? [])]
}

/** The highest bars first, so that the lower ones are painted over them; lines last. */
function order(lines: readonly Line[]): number[] {
  const indexes = lines.map((_, index) => index)
  return [
    ...indexes.filter((index) => lines[index]?.kind === "bars").reverse(),
    ...indexes.filter((index) => lines[index]?.kind !== "bars"),
  ]
}

interface Drawing {
  times: readonly number[]
  lines: readonly Line[]
  format: (value: number) => string
  width: number
  onHover: (index: number | null) => void
}

function optionsOf({ times, lines, format, width, onHover }: Drawing): UPlot.Options {
  const bars = UPlot.paths.bars?.({ size: [0.72, 40], radius: 0.12 })
  const axis = {
    stroke: color("muted"),
    grid: { stroke: color("line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  }
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { show: false } },
    padding: [12, 8, 0, 0],
    scales: {
      x: { range: (_, from, to) => around(from, to, times) },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 34,
        space: 70,
        values: (_, ticks) => ticks.map((tick) => timeText(tick, times)),
      },
      { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => format(tick)) },
    ],
    series: [
      {},
      ...order(lines).map((index): UPlot.Series => {
        const line = lines[index]
        const paint = color(line?.color ?? "accent")
        if (line?.kind === "bars")
          return {
            stroke: paint,
            fill: paint,
            width: 0,
            points: { show: false },
            ...(bars ? { paths: bars } : {}),
          }
        const dash = line?.kind === "dashes" ? { dash: [6, 4] } : {}
        return { stroke: paint, width: 2, spanGaps: true, points: { show: false }, ...dash }
      }),
    ],
    hooks: { setCursor: [({ cursor }) => onHover(cursor.idx ?? null)] },
  }
}

const DAY_S = 86_400

/** Seconds of a bucket. */
function stepOf(times: readonly number[]): number {
  const [first = 0, second] = times
  return ((second ?? first + DAY_S * 1_000) - first) / 1_000
}

/** The first and the last bar are as wide as the others. */
function around(from: number, to: number, times: readonly number[]): [number, number] {
  const half = stepOf(times) / 2
  return [from - half, to + half]
}

/** Days are those of UTC, as the ledger's are; hours are the reader's own. */
function timeText(seconds: number, times: readonly number[]): string {
  const at = new Date(seconds * 1_000)
  if (stepOf(times) >= DAY_S)
    return seconds % DAY_S === 0
      ? at.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" })
      : ""
  const isMidnight = at.getHours() === 0 && at.getMinutes() === 0
  return isMidnight
    ? at.toLocaleDateString("en-GB", { day: "numeric", month: "short" })
    : at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
}
