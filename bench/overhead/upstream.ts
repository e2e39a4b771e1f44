// Starts the simulator's process, and ends it.
import { join } from "node:path"

export interface Upstream {
  url: string
  stop: () => void
}

/** @param pace Milliseconds before the first token and before each chunk after it. */
export async function startUpstream(pace: { firstTokenMs: number; chunkMs: number }): Promise<Upstream> {
  const child = Bun.spawn(
    ["bun", join(import.meta.dir, "serve-upstream.ts"), String(pace.firstTokenMs), String(pace.chunkMs)],
    { stdout: "pipe", stderr: "inherit" },
  )
  const { value } = await child.stdout.getReader().read()
  return { url: new TextDecoder().decode(value).trim(), stop: () => child.kill() }
}
