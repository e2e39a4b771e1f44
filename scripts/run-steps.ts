// Runs named commands one after the other, some of them together, goes on after a failure, adds up what the test runner
// counted, and shows at the end once more what failed: of a long log often only the end is kept.
import { join } from "node:path"

export interface Step {
  name: string
  command: string[]
  env?: Record<string, string>
}

export interface Counts {
  passed: number
  failed: number
  skipped: number
}

const root = join(import.meta.dir, "..")
const environment = {
  ...process.env,
  PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH}`,
  FORCE_COLOR: "0",
}

/** One step, or several one after the other; lanes that share an iterator each take the next one when they are free. */
export type Lane = Step | Iterable<Step>

/**
 * @param steps The lanes of an inner list run at the same time.
 * @returns whether any step failed.
 */
export async function runSteps(steps: (Step | Lane[])[], counts?: Counts): Promise<boolean> {
  const failed: string[] = []
  const failures = new Map<string, string>()
  const run = async (step: Step) => {
    console.log(`\n== ${step.name}: ${step.command.join(" ")}`)
    const { code, output } = await runStep(step)
    if (counts) addCounts(counts, output)
    if (code === 0) return
    failed.push(`${step.name} (exit ${code})`)
    for (const [what, lines] of failuresIn(output)) if (!failures.has(what)) failures.set(what, lines)
  }
  const runLane = async (lane: Lane) => {
    for (const step of Symbol.iterator in lane ? lane : [lane]) await run(step)
  }
  for (const lanes of steps) await Promise.all([lanes].flat().map(runLane))
  for (const lines of failures.values()) console.log(`\n${lines}`)
  console.log(failed.length > 0 ? `\nfailed: ${failed.join(", ")}` : "\nall steps passed")
  return failed.length > 0
}

async function runStep({ command, env = {} }: Step): Promise<{ code: number; output: string }> {
  const child = Bun.spawn(command, {
    cwd: root,
    env: { ...environment, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  })
  const [out, err] = await Promise.all([
    echo(child.stdout, process.stdout),
    echo(child.stderr, process.stderr),
  ])
  return { code: await child.exited, output: out + err }
}

/** Shows what arrives line by line, so that steps side by side do not break into each other's, and keeps it. */
async function echo(stream: ReadableStream<Uint8Array>, to: NodeJS.WriteStream): Promise<string> {
  const decoder = new TextDecoder()
  const kept: string[] = []
  let begun = ""
  for await (const chunk of stream) {
    const text = begun + decoder.decode(chunk, { stream: true })
    const end = text.lastIndexOf("\n") + 1
    to.write(text.slice(0, end))
    kept.push(text.slice(0, end))
    begun = text.slice(end)
  }
  to.write(begun)
  return [...kept, begun].join("")
}

const MOST_LINES = 40

/** By its closing line each failed test of `bun test`, with what was printed since the test before it; else the end. */
function failuresIn(output: string): Map<string, string> {
  const found = new Map<string, string>()
  let begun: string[] = []
  for (const line of output.split("\n")) {
    begun.push(line)
    if (line.startsWith("(fail) ")) found.set(line, begun.slice(-MOST_LINES).join("\n"))
    if (/^\((pass|fail|skip)\) /.test(line)) begun = []
  }
  const end = output.trimEnd().split("\n").slice(-MOST_LINES).join("\n")
  return found.size > 0 ? found : new Map([[end, end]])
}

/** bun test closes with " 12 pass", " 0 fail" and, where there are any, " 1 skip". */
function addCounts(counts: Counts, output: string): void {
  const count = (word: string) =>
    [...output.matchAll(new RegExp(`^ (\\d+) ${word}$`, "gm"))].reduce(
      (sum, found) => sum + Number(found[1]),
      0,
    )
  counts.passed += count("pass")
  counts.failed += count("fail")
  counts.skipped += count("skip")
}
