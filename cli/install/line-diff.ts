// Two versions of a text file as a plain list of + and - lines, with the lines around a change.

const CONTEXT = 2 // lines shown around a change

export function lineDiff(before: Buffer | undefined, after: Buffer | undefined): string[] {
  const [old, now] = [linesOf(before), linesOf(after)]
  const marked = mark(old, now, commonTail(old, now))
  const near = marked.map((_, at) =>
    marked.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).some((line) => !line.startsWith("  ")),
  )
  return marked.filter((_, at) => near[at]).map((line) => line.trimEnd())
}

function linesOf(bytes: Buffer | undefined): string[] {
  if (bytes === undefined) return []
  const lines = bytes.toString("utf8").split(/\r?\n/)
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines
}

/** Length of the longest common subsequence of what follows each pair of lines. */
function commonTail(old: string[], now: string[]): number[][] {
  const length = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0))
  const at = (row: number, column: number) => length[row]?.[column] ?? 0
  for (let row = old.length - 1; row >= 0; row--) {
    const current = length[row] ?? []
    for (let column = now.length - 1; column >= 0; column--) {
      current[column] =
        old[row] === now[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  return length
}

function mark(old: string[], now: string[], length: number[][]): string[] {
  const marked: string[] = []
  let row = 0
  let column = 0
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      marked.push(`  ${old[row]}`)
      row++
      column++
    } else if (
      column >= now.length ||
      (length[row + 1]?.[column] ?? -1) >= (length[row]?.[column + 1] ?? 0)
    ) {
      marked.push(`- ${old[row++]}`)
    } else {
      marked.push(`+ ${now[column++]}`)
    }
  }
  return marked
}
