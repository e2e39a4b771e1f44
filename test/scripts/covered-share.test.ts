// The share of lines that tests in several processes ran between them.
import { expect, test } from "bun:test"
import { coveredShare } from "../../scripts/covered-share.ts"

const report = (file: string, lines: Record<number, number>) =>
  [`SF:${file}`, ...Object.entries(lines).map(([line, hits]) => `DA:${line},${hits}`), "end_of_record"].join(
    "\n",
  )

test("a line counts where either saw it run, and once", () => {
  const one = report("a.ts", { 1: 3, 2: 0, 3: 0 })
  const other = [report("a.ts", { 1: 1, 2: 2, 3: 0 }), report("b.ts", { 1: 0 })].join("\n")
  expect(coveredShare([one, other])).toBe(0.5)
})

test("nothing seen is nothing covered", () => {
  expect(coveredShare([""])).toBe(0)
})
