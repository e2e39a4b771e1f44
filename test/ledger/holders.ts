// Processes that hold money against one limit (holding-process.ts), and what they said of it.
import { fileURLToPath } from "node:url"

export interface Holder {
  process: Bun.Subprocess<"pipe", "pipe", "inherit">
  /** Every line it said, all of them there once it has ended. */
  lines: Promise<string[]>
  /** Resolves once it has said that many lines, or has ended. */
  said: (count: number) => Promise<void>
}

export interface HolderGiven {
  address: string
  limit: bigint
  settles?: "some" | "none"
}

/** They are all there before the first of them opens the ledger, which they do at once. */
export async function startTogether(count: number, given: HolderGiven): Promise<Holder[]> {
  const holders = Array.from({ length: count }, (_, index) => spawnHolder(`p${index}`, given))
  await Promise.all(holders.map((holder) => holder.said(1)))
  for (const { process } of holders) process.stdin.end()
  return holders
}

export function startHolder(name: string, given: HolderGiven): Holder {
  const holder = spawnHolder(name, given)
  holder.process.stdin.end()
  return holder
}

function spawnHolder(name: string, { address, limit, settles = "none" }: HolderGiven): Holder {
  const script = fileURLToPath(new URL("./holding-process.ts", import.meta.url))
  const child = Bun.spawn([process.execPath, script, address, name, String(limit), settles], {
    stdin: "pipe",
    stdout: "pipe",
    stderr: "inherit",
  })
  let text = ""
  const reading = (async () => {
    for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) text += chunk
  })()
  return {
    process: child,
    // Killed in the middle of a line, it has not said that line.
    lines: reading.then(() => text.split("\n").slice(0, -1)),
    said: async (count) => {
      const ended = reading.then(() => true)
      while (
        text.split("\n").length <= count &&
        !(await Promise.race([ended, Bun.sleep(2).then(() => false)]))
      );
    },
  }
}

export async function linesOf(holders: Holder[]): Promise<string[]> {
  return (await Promise.all(holders.map(({ lines }) => lines))).flat()
}

/** Id to amount of the lines that start with `word`. */
export function said(lines: string[], word: string): Map<string, bigint> {
  const found = lines.map((line) => line.split(" ")).filter(([first]) => first === word)
  return new Map(found.map(([, id = "", amount = "0"]) => [id, BigInt(amount)]))
}

export function sumOf(amounts: Map<string, bigint>): bigint {
  return [...amounts.values()].reduce((sum, amount) => sum + amount, 0n)
}
