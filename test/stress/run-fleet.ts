// A fleet of real processes against one simulated OpenRouter and one ledger: faults, aborted streams, duplicated settles, and
// a third of the processes killed in mid-call. Nothing is judged here; what happened comes back.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { chance } from "./chance.ts"
import type { CallEnd, FirstRefusal, FleetEvent } from "./fleet-process.ts"
import { KEY, startUpstream, type Upstream } from "./unreliable-upstream.ts"

export interface FleetGiven {
  /** What `openLedger` takes. */
  ledger: string
  processes: number
  callsEach: number
  limitUsd: number
  billing: "counted" | "worst-case"
}

export interface Fleet {
  /** Calls that began, by how they ended; `killed` with their process. */
  ends: Record<CallEnd | "killed", number>
  /** What refused and failed calls were told, each once. */
  words: string[]
  killed: number
  /** Processes that ended by themselves before their work was done. */
  crashed: number
  /** What the processes told the person, each sentence once. */
  told: string[]
  refusal: FirstRefusal | undefined
  upstream: Upstream
}

/** After the call began: most are in the middle of it then, some before their hold or at their end. */
const KILL_WITHIN_MS = 250

export async function runFleet(given: FleetGiven): Promise<Fleet> {
  const folder = mkdtempSync(join(tmpdir(), "ralex-fleet-"))
  mkdirSync(join(folder, "project"))
  await Bun.write(join(folder, "ralex.yaml"), "budgets: { onLimit: stop }\n")
  const upstream = startUpstream(given.billing)
  const children: Bun.Subprocess[] = []
  const spawn = (script: URL, parameters: string[], variables = {}) => {
    const child = spawnIn(folder, script, parameters, variables)
    children.push(child)
    return child
  }
  const places = Array.from({ length: given.processes }, (_, worker) => worker)
  try {
    spawn(new URL("./settle-again.ts", import.meta.url), ["settle-again", given.ledger])
    const workers = await Promise.all(
      places.map((worker) => {
        const parameters = [String(worker), String(given.callsEach), given.ledger, refusalFileOf(folder)]
        const child = spawn(new URL("./fleet-process.ts", import.meta.url), parameters, {
          RALEX_BASE_URL: upstream.url,
          RALEX_LEDGER: given.ledger,
          RALEX_BUDGET_DAILY: String(given.limitUsd),
        })
        return watchWorker(
          child,
          killerOf(worker, given.callsEach, () => child.kill("SIGKILL")),
        )
      }),
    )
    const said = places.map((worker) => readFileSync(saidBy(folder, [String(worker)]), "utf8"))
    return { ...sumUp(workers), told: linesOf(said), refusal: readRefusal(folder), upstream }
  } finally {
    for (const child of children) child.kill("SIGKILL")
    await Promise.all(children.map(({ exited }) => exited))
    await upstream.settleDown()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface WorkerEnd {
  events: FleetEvent[]
  killed: boolean
  exitCode: number | null
}

async function watchWorker(
  child: ReturnType<typeof spawnIn>,
  heard: (event: FleetEvent) => void,
): Promise<WorkerEnd> {
  const events: FleetEvent[] = []
  let text = ""
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (text + chunk).split("\n")
    text = lines.pop() ?? ""
    for (const line of lines) {
      const event = JSON.parse(line) as FleetEvent
      events.push(event)
      heard(event)
    }
  }
  await child.exited
  return { events, killed: child.signalCode === "SIGKILL", exitCode: child.exitCode }
}

/** Kills every third process, in a call somewhere in the first two thirds of its work. */
function killerOf(worker: number, callsEach: number, kill: () => void): (event: FleetEvent) => void {
  if (worker % 3 !== 0) return () => {}
  const lastCall = Math.floor(callsEach * (0.05 + 0.6 * chance("last", worker)))
  const state = { due: false, calling: false }
  const killInCall = () => {
    if (state.due && state.calling) kill()
  }
  return ({ kind, call }) => {
    state.calling = kind === "begin"
    killInCall()
    if (kind !== "begin" || call !== lastCall) return
    setTimeout(() => {
      state.due = true
      killInCall()
    }, chance("moment", worker) * KILL_WITHIN_MS)
  }
}

/** The first parameter is its name. */
function spawnIn(folder: string, script: URL, parameters: string[], variables: Record<string, string>) {
  return Bun.spawn([process.execPath, fileURLToPath(script), ...parameters], {
    cwd: join(folder, "project"),
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      RALEX_STANDALONE: "1",
      RALEX_CONFIG: join(folder, "ralex.yaml"),
      OPENROUTER_API_KEY: KEY,
      ...variables,
    },
    stdin: "ignore",
    stdout: "pipe",
    stderr: Bun.file(saidBy(folder, parameters)),
  })
}

function saidBy(folder: string, [name = ""]: string[]): string {
  return join(folder, `said-by-${name}.txt`)
}

function linesOf(texts: string[]): string[] {
  return [...new Set(texts.join("\n").split("\n"))].filter((line) => line !== "")
}

function refusalFileOf(folder: string): string {
  return join(folder, "first-refusal.json")
}

function readRefusal(folder: string): FirstRefusal | undefined {
  const path = refusalFileOf(folder)
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as FirstRefusal) : undefined
}

function sumUp(workers: WorkerEnd[]): Pick<Fleet, "ends" | "words" | "killed" | "crashed"> {
  const ends = { finished: 0, aborted: 0, "cut-off": 0, refused: 0, "no-ledger": 0, failed: 0, killed: 0 }
  const words = new Set<string>()
  for (const { events } of workers) {
    for (const event of events) {
      if (event.kind === "begin") continue
      ends[event.end]++
      if (event.words) words.add(event.words)
    }
    if (events.at(-1)?.kind === "begin") ends.killed++
  }
  const killed = workers.filter((worker) => worker.killed).length
  const crashed = workers.filter((worker) => !worker.killed && worker.exitCode !== 0).length
  return { ends, words: [...words], killed, crashed }
}
