// How many of the lines that can run did run, by lcov reports of which each saw a part of the tests.

/** @returns 0 to 1; a line counts as run when any of the reports says so. */
export function coveredShare(reports: readonly string[]): number {
  const hits = new Map<string, boolean>()
  for (const report of reports) {
    let file = ""
    for (const line of report.split("\n")) {
      if (line.startsWith("SF:")) file = line.slice(3)
      const [, number, count] = line.match(/^DA:(\d+),(\d+)/) ?? []
      if (number === undefined) continue
      const key = `${file}:${number}`
      hits.set(key, hits.get(key) === true || Number(count) > 0)
    }
  }
  return hits.size === 0 ? 0 : [...hits.values()].filter(Boolean).length / hits.size
}
