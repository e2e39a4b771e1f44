// Starts the simulator's process, and ends it.
import { join } from "node:path"

/** Milliseconds before the first token and before each chunk after it. */
export interface Pace {
  firstTokenMs: number
  chunkMs: number
}

/** As a fast host answers: what is done while one waits for it costs nobody time. */
export const FAST_HOST: Pace = { firstTokenMs: 150, chunkMs: 5 }
export const AT_ONCE: Pace = { firstTokenMs: 0, chunkMs: 0 }

export interface Upstream {
  url: string
  /** For the calls that come from now on. */
  setPace: (pace: Pace) => Promise<void>
  stop: () => void
}

export async function startUpstream(pace: Pace): Promise<Upstream> {
  const child = Bun.spawn(["bun", join(import.meta.dir, "serve-upstream.ts")], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  })
  const answers = child.stdout.getReader()
  const nextLine = async () => new TextDecoder().decode((await answers.read()).value).trim()
  const url = await nextLine()
  const setPace = async (wanted: Pace) => {
    child.stdin.write(`${JSON.stringify(wanted)}\n`)
    child.stdin.flush()
    await nextLine()
  }
  await setPace(pace)
  return { url, setPace, stop: () => child.kill() }
}
