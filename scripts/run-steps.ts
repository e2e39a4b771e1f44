// Runs named commands one after the other, some of them together, goes on after a failure, and adds up what the test runner counted.
import { join } from "node:path"

export interface Step {
  name: string
  command: string[]
  env?: Record<string, string>
  /** @returns why the step failed all the same. */
  after?: () => string | undefined
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

/**
 * @param steps Those of an inner list run at the same time.
 * @returns whether any step failed.
 */
export async function runSteps(steps: (Step | Step[])[], counts?: Counts): Promise<boolean> {
  const failed: string[] = []
  const run = async (step: Step) => {
    console.log(`\n== ${step.name}: ${step.command.join(" ")}`)
    const { code, output } = await runStep(step)
    if (counts) addCounts(counts, output)
    const reason = code === 0 ? step.after?.() : `exit ${code}`
    if (reason) failed.push(`${step.name} (${reason})`)
  }
  for (const step of steps) await Promise.all([step].flat().map(run))
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

/** Shows what arrives as it arrives, and keeps it. */
async function echo(stream: ReadableStream<Uint8Array>, to: NodeJS.WriteStream): Promise<string> {
  const decoder = new TextDecoder()
  const kept: string[] = []
  for await (const chunk of stream) {
    to.write(chunk)
    kept.push(decoder.decode(chunk, { stream: true }))
  }
  return kept.join("")
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
