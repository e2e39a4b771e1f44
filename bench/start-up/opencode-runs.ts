// `opencode run` of the real binary, again and again: alone, and with Ralex in each form in which it is installed. Each
// round runs all of them, in an order that is turned round in each.
import { join } from "node:path"
import { CHECKOUT, type Sandbox, sandbox } from "../../test/e2e/sandbox.ts"
import { addPlainProvider, PLAIN_MODEL } from "../acceptance/plain-provider.ts"
import { added, type Interval, quantile } from "../overhead/summary.ts"

export const FORMS = ["OpenCode alone", "npm form", "drop-in form"] as const
type Form = (typeof FORMS)[number]

export interface RunLine {
  form: Form
  runs: number
  /** Seconds of the clock, and of CPU by OpenCode and all that it starts. */
  wall: number
  cpu: number
  /** Peak of resident memory, megabytes. */
  peakMb: number
  /** Medians of what the runs of one round are apart from OpenCode alone. */
  added: Record<Measure, Interval>
}

type Measure = "wall" | "cpu" | "peakMb"
type Run = Record<Measure, number>

/** Linux counts in kilobytes, and Bun passes that on as it is. */
const PER_MB = process.platform === "darwin" ? 2 ** 20 : 2 ** 10

const OPENCODE = join(CHECKOUT, "node_modules", ".bin", "opencode")

export async function measureRuns(rounds: number): Promise<RunLine[]> {
  const machines = await Promise.all(FORMS.map(async (form) => ({ form, box: await machineOf(form) })))
  const runs = new Map<Form, Run[]>(FORMS.map((form) => [form, []]))
  try {
    for (let round = -1; round < rounds; round++)
      for (const { form, box } of round % 2 === 0 ? machines : machines.toReversed()) {
        const run = await runOnce(form, box)
        if (round >= 0) runs.get(form)?.push(run) // the first makes databases and caches
      }
  } finally {
    for (const { box } of machines) await box.stop()
  }
  const alone = runs.get("OpenCode alone") ?? []
  return FORMS.map((form) => lineOf(form, runs.get(form) ?? [], alone))
}

async function machineOf(form: Form): Promise<Sandbox> {
  const file = form === "npm form" ? "ralex.js" : "drop-in.js"
  const plugin = form === "OpenCode alone" ? null : [join(CHECKOUT, "dist", file)]
  const box = await sandbox({ opencode: { plugin } })
  if (plugin === null) addPlainProvider(box)
  return box
}

/** @throws where OpenCode did not end well, or its model was not asked. */
async function runOnce(form: Form, { project, env, simulator }: Sandbox): Promise<Run> {
  const model = form === "OpenCode alone" ? `plain/${PLAIN_MODEL}` : "ralex/auto"
  const words = [OPENCODE, "run", "--title", "bench", "--model", model, "say hello"]
  simulator.reset()
  const begunAt = performance.now()
  const child = Bun.spawn(words, { cwd: project, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" })
  const [, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  const wall = (performance.now() - begunAt) / 1_000
  const usage = child.resourceUsage()
  if (code !== 0 || simulator.requests().length === 0 || !usage)
    throw new Error(`${form}: opencode ended with ${code}: ${error}`)
  return { wall, cpu: Number(usage.cpuTime.total) / 1e6, peakMb: usage.maxRSS / PER_MB }
}

function lineOf(form: Form, own: readonly Run[], alone: readonly Run[]): RunLine {
  const median = (measure: Measure) =>
    quantile(
      own.map((run) => run[measure]),
      0.5,
    )
  const apart = (measure: Measure) => {
    const differences = own.map((run, round) => run[measure] - (alone[round]?.[measure] ?? Number.NaN))
    return added(differences, [0], 0.5)
  }
  return {
    ...{ form, runs: own.length, wall: median("wall"), cpu: median("cpu"), peakMb: median("peakMb") },
    added: { wall: apart("wall"), cpu: apart("cpu"), peakMb: apart("peakMb") },
  }
}
