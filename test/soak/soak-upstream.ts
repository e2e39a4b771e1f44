// A handle on the simulated OpenRouter's process.
import { join } from "node:path"
import type { BillLine } from "../../simulator/index.ts"
import type { WireFault } from "./soak-faults.ts"
import type { UpstreamGiven } from "./upstream-process.ts"

export type SoakBill = Pick<BillLine, "id" | "model" | "session" | "costNano" | "endedAt">

export interface SoakUpstream {
  /** For RALEX_BASE_URL. */
  url: string
  /** Strikes the next attempt of the session. */
  fail: (session: string, fault: WireFault) => Promise<void>
  /** Lets it forget what was asked so far, which nobody reads. */
  forget: () => Promise<void>
  bill: () => Promise<SoakBill[]>
  stop: () => Promise<void>
}

export async function startUpstream(given: UpstreamGiven): Promise<SoakUpstream> {
  const child = Bun.spawn(
    [process.execPath, join(import.meta.dir, "upstream-process.ts"), JSON.stringify(given)],
    {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "inherit",
    },
  )
  const { url, control } = await firstLine(child.stdout)
  const post = async (path: string, body?: unknown) => {
    const answer = await fetch(`${control}${path}`, { method: "POST", body: JSON.stringify(body ?? {}) })
    await answer.arrayBuffer()
  }
  return {
    url,
    fail: (session, fault) => post("/fault", { session, fault }),
    forget: () => post("/forget"),
    bill: async () => {
      const lines = (await (await fetch(`${control}/bill`)).json()) as WireLine[]
      return lines.map((line) => ({
        ...line,
        costNano: BigInt(line.costNano),
        endedAt: new Date(line.endedAt),
      }))
    },
    stop: async () => {
      child.kill()
      await child.exited
    },
  }
}

interface WireLine extends Omit<SoakBill, "costNano" | "endedAt"> {
  costNano: string
  endedAt: string
}

async function firstLine(output: ReadableStream<Uint8Array>): Promise<{ url: string; control: string }> {
  const decoder = new TextDecoder()
  let said = ""
  for await (const chunk of output) {
    said += decoder.decode(chunk, { stream: true })
    if (said.includes("\n")) return JSON.parse(said.slice(0, said.indexOf("\n")))
  }
  throw new Error("the simulated OpenRouter ended before it listened")
}
