// A screen of a terminal, as text with escape sequences, to an SVG picture that looks the same everywhere.
import { type IBufferCell, Terminal } from "@xterm/headless"

export interface Screen {
  /** What a screen reader says of it. */
  title: string
  text: string
  columns: number
  rows: number
}

const FONT_SIZE = 14
/** Of the fonts below, within a percent. */
const CELL = { width: 8.43, height: 18 }
const FONTS = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
const DEFAULTS = { ink: "#eeeeee", paper: "#0a0a0a" }

/** Neighbouring cells that look the same. */
interface Run {
  column: number
  cells: number
  text: string
  ink: string
  paper: string
  bold: boolean
}

export async function terminalPicture({ title, text, columns, rows }: Screen): Promise<string> {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true })
  await new Promise<void>((resolve) => terminal.write(text.trimEnd().replaceAll("\n", "\r\n"), resolve))
  const lines = Array.from({ length: rows }, (_, row) => runsOf(terminal, row, columns))
  terminal.dispose()
  const [width, height] = [Math.ceil(columns * CELL.width), rows * CELL.height]
  const body = lines.flatMap((runs, row) => runs.flatMap((run) => drawn(run, row * CELL.height)))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONTS}" font-size="${FONT_SIZE}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="6" fill="${DEFAULTS.paper}"/>`,
    ...body,
    "</svg>\n",
  ].join("\n")
}

function runsOf(terminal: Terminal, row: number, columns: number): Run[] {
  const line = terminal.buffer.active.getLine(row)
  const runs: Run[] = []
  for (let column = 0; column < columns; column++) {
    const cell = line?.getCell(column)
    if (!cell || cell.getWidth() === 0) continue
    const run = { column, cells: cell.getWidth(), text: cell.getChars() || " ", ...looksOf(cell) }
    const last = runs.at(-1)
    if (last && isSameLook(last, run)) {
      last.text += run.text
      last.cells += run.cells
    } else runs.push(run)
  }
  return runs
}

function isSameLook(one: Run, other: Run): boolean {
  return one.ink === other.ink && one.paper === other.paper && one.bold === other.bold
}

function looksOf(cell: IBufferCell): Pick<Run, "ink" | "paper" | "bold"> {
  const ink = colourOf(cell.isFgRGB(), cell.getFgColor()) ?? DEFAULTS.ink
  const paper = colourOf(cell.isBgRGB(), cell.getBgColor()) ?? DEFAULTS.paper
  const bold = cell.isBold() !== 0
  return cell.isInverse() ? { ink: paper, paper: ink, bold } : { ink, paper, bold }
}

/** OpenCode draws in true colours; what is of a palette is taken for the default. */
function colourOf(isTrue: boolean, colour: number): string | undefined {
  return isTrue ? `#${colour.toString(16).padStart(6, "0")}` : undefined
}

function drawn(run: Run, top: number): string[] {
  const [x, width] = [run.column * CELL.width, run.cells * CELL.width].map((value) => value.toFixed(2))
  const paper =
    run.paper === DEFAULTS.paper
      ? []
      : [`<rect x="${x}" y="${top}" width="${width}" height="${CELL.height}" fill="${run.paper}"/>`]
  return [...paper, ...words(run).map((word) => lettersOf(word, top))]
}

/** Without the blanks around them, which a viewer may draw narrower. */
function words(run: Run): Run[] {
  return [...run.text.matchAll(/\S+(?: \S+)*/gu)].map((found) => {
    const before = [...run.text.slice(0, found.index)].length
    return { ...run, text: found[0], column: run.column + before, cells: [...found[0]].length }
  })
}

function lettersOf({ column, cells, text, ink, bold }: Run, top: number): string {
  const x = (column * CELL.width).toFixed(2)
  const weight = bold ? ' font-weight="bold"' : ""
  const length = (cells * CELL.width).toFixed(2)
  return `<text x="${x}" y="${top + 13.5}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${ink}"${weight}>${escaped(text)}</text>`
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
}
