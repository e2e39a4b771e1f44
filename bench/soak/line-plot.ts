// A line or a few over time as an SVG file that needs nothing else, light and dark.

export interface Plot {
  title: string
  /** Of the y axis, such as "MB". */
  unit: string
  series: { name: string; points: readonly { x: number; y: number }[] }[]
  /** Times in which something was on, such as an outage. */
  bands?: { from: number; to: number; name: string }[]
}

const WIDTH = 720
const HEIGHT = 240
const EDGE = { left: 64, right: 24, top: 36, bottom: 32 }
const COLOURS = ["#2f6fdb", "#d9622b", "#2a9d5c", "#9a4fc4"]

/** @param plot x is in hours of the day. */
export function linePlot({ title, unit, series, bands = [] }: Plot): string {
  const all = series.flatMap(({ points }) => points)
  const top = niceTop(Math.max(...all.map(({ y }) => y), 0))
  const last = Math.max(wholeHour(Math.max(...all.map(({ x }) => x))), 1)
  const x = (value: number) => round(EDGE.left + (value / last) * (WIDTH - EDGE.left - EDGE.right))
  const y = (value: number) => round(HEIGHT - EDGE.bottom - (value / top) * (HEIGHT - EDGE.top - EDGE.bottom))
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * top)
  const hours = [0, 4, 8, 12, 16, 20, 24].filter((hour) => hour <= last + 0.5)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="11">`,
    "<style>svg{background:#fff;color:#222}.g{stroke:#ddd}.b{fill:#f3d9d0}text{fill:currentColor}@media(prefers-color-scheme:dark){svg{background:#16181d;color:#ddd}.g{stroke:#333}.b{fill:#4a2f27}}</style>",
    `<text x="${EDGE.left}" y="16" font-size="13" font-weight="600">${title} (${unit})</text>`,
    ...bands.map(
      ({ from, to, name }) =>
        `<rect class="b" x="${x(from)}" y="${EDGE.top}" width="${round(Math.max(2, x(to) - x(from)))}" height="${HEIGHT - EDGE.top - EDGE.bottom}"><title>${name}</title></rect>`,
    ),
    ...ticks.map(
      (value) =>
        `<line class="g" x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${EDGE.left - 6}" y="${y(value) + 4}" text-anchor="end">${label(value)}</text>`,
    ),
    ...hours.map((hour) => `<text x="${x(hour)}" y="${HEIGHT - 12}" text-anchor="middle">${hour} h</text>`),
    ...series.map(({ points }, index) => {
      const path = points.map((point) => `${x(point.x)},${y(point.y)}`).join(" ")
      return `<polyline fill="none" stroke="${COLOURS[index]}" stroke-width="1.5" points="${path}"/>`
    }),
    ...series.map(
      ({ name }, index) =>
        `<text x="${WIDTH - EDGE.right - (series.length - index) * 110 + 110}" y="16" text-anchor="end" style="fill:${COLOURS[index]}">${name}</text>`,
    ),
    "</svg>\n",
  ].join("\n")
}

/** A day's last sample comes a little before or after its end. */
function wholeHour(hours: number): number {
  return Math.round(hours + 0.4)
}

/** The next of 1, 2, 5, 10, ... that is no less. */
function niceTop(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 4, 5, 8, 10].find((step) => step * power >= value) ?? 10)
}

function label(value: number): string {
  return value >= 1000 ? `${round(value / 1000)}k` : String(round(value))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
