// A day in half an hour, its report and pictures to results/: `bun run soak [--minutes 30] [--width 24] [--out FOLDER]`.
import { join } from "node:path"
import { parseArgs } from "node:util"
import { figuresOfSoak } from "../test/soak/figures-of-soak.ts"
import { playSoak } from "../test/soak/play-soak.ts"
import type { Sample } from "../test/soak/watch-process.ts"
import { writeReport } from "./soak/write-report.ts"

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    width: { type: "string", default: "24" },
    out: { type: "string", default: join(import.meta.dir, "results") },
  },
})
const minutes = Number(values.minutes)
const width = Number(values.width)
if (!(minutes > 0) || !(width >= 1)) throw new Error("--minutes and --width are numbers above 0")

const said = { at: 0 }
const run = await playSoak({ minutes, width, progress })
console.log(writeReport(values.out, run, figuresOfSoak(run)))
process.exit(0)

/** A line a minute. */
function progress({ at, ofDay, calls, rss, heap, sockets }: Sample): void {
  if (at - said.at < 60_000) return
  said.at = at
  const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20)
  console.error(
    `${Math.round(at / 60_000)} min, hour ${(ofDay / 3_600_000).toFixed(1)}: ${calls} calls, ${megabytes(rss)} MB resident, ${megabytes(heap)} MB heap, ${sockets} sockets`,
  )
}
