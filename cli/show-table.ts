// A plain table for people: columns padded, numbers as they are, no lines to draw.

export function showTable(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(Bun.stringWidth(title), ...rows.map((row) => Bun.stringWidth(row[column] ?? ""))),
  )
  const pad = (cells: string[]) =>
    cells.map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - Bun.stringWidth(cell))).join("  ")
  return `${[head, ...rows].map((row) => pad(row).trimEnd()).join("\n")}\n`
}
