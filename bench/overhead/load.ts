// Keeps so many streams open by one target, in a process of its own, so that its memory is its own.
import { join } from "node:path"
import type { Load } from "./load-worker.ts"
import type { DirectOptions } from "./targets.ts"

export interface LoadPlan {
  /** "ralex", or a name for whom the direct client asks. */
  target: string
  url: string
  streams: number
  seconds: number
  client?: DirectOptions
}

/** @throws where the process ends before it has said what it did. */
export async function load({ target, url, streams, seconds, client = {} }: LoadPlan): Promise<Load> {
  const worker = join(import.meta.dir, "load-worker.ts")
  const words = ["bun", worker, target, url, String(streams), String(seconds), JSON.stringify(client)]
  const child = Bun.spawn(words, { stdout: "pipe", stderr: "inherit" })
  return JSON.parse(await new Response(child.stdout).text()) as Load
}
