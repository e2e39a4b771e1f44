// Lines of several processes: whole, in order, all there until the bound lets the oldest files go.
import { afterEach, expect, test } from "bun:test"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { appendRotating } from "../../../ledger/request-log/append-rotating.ts"
import { removeLoggers, sampleLogger } from "./sample-logger.ts"

afterEach(removeLoggers)

const script = fileURLToPath(new URL("./appending-process.ts", import.meta.url))
const sizesIn = (folder: string) => readdirSync(folder).map((name) => statSync(join(folder, name)).size)
const sum = (sizes: number[]) => sizes.reduce((all, size) => all + size, 0)

async function appendTogether(folder: string, limits: { maxBytes: number; files: number }, count: number) {
  const names = ["a", "b", "c", "d"]
  const children = names.map((name) =>
    Bun.spawn([
      process.execPath,
      script,
      ...[folder, name, String(count), String(limits.maxBytes), String(limits.files)],
    ]),
  )
  expect(await Promise.all(children.map(({ exited }) => exited))).toEqual([0, 0, 0, 0])
  return names
}

test("four processes that rotate all the time lose no line and tear none", async () => {
  const { folder, lines } = sampleLogger()
  const names = await appendTogether(folder, { maxBytes: 1_000_000, files: 100 }, 400)
  const written = lines().map((line) => JSON.parse(line) as { name: string; nth: number })
  expect(readdirSync(folder).length).toBeGreaterThan(10)
  for (const name of names) {
    const own = written.filter((line) => line.name === name).map(({ nth }) => nth)
    expect(own.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 400 }, (_, nth) => nth))
  }
})

test("all files together stay within the bound, and what is left is the newest", async () => {
  const { folder, lines } = sampleLogger()
  const limits = { maxBytes: 20_000, files: 4 }
  for (let nth = 0; nth < 500; nth++)
    await appendRotating(folder, `${JSON.stringify({ nth, fill: "x".repeat(200) })}\n`, limits)
  expect(sum(sizesIn(folder))).toBeLessThanOrEqual(20_000)
  const kept = lines().map((line) => (JSON.parse(line) as { nth: number }).nth)
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 500 - kept.length + index))
  expect(kept.length).toBeGreaterThan(40)
})

test("four processes together stay within the bound", async () => {
  const { folder, lines } = sampleLogger()
  const limits = { maxBytes: 40_000, files: 4 }
  await appendTogether(folder, limits, 300)
  await appendRotating(folder, "{}\n", limits)
  // Each may have a line on its way when another comes to the end of a file.
  expect(sum(sizesIn(folder))).toBeLessThanOrEqual(40_000 + 4 * 400)
  for (const line of lines()) JSON.parse(line)
})

test("nobody but the person reads it", async () => {
  const { folder } = sampleLogger()
  const limits = { maxBytes: 100, files: 2 }
  for (let nth = 0; nth < 8; nth++) await appendRotating(folder, `${"x".repeat(30)}\n`, limits)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
})

test("a line longer than a file is written whole", async () => {
  const { folder } = sampleLogger()
  const line = `${"x".repeat(5_000)}\n`
  await appendRotating(folder, line, { maxBytes: 20_000, files: 10 })
  const [name = ""] = readdirSync(folder)
  expect(readFileSync(join(folder, name), "utf8")).toBe(line)
})
