// How long one classification takes for asks of several sizes, made of real ones.
import { classify } from "../provider/classify.ts"

const SIZES = [
  { size: "200 B", bytes: 200, rounds: 4_000 },
  { size: "2 KB", bytes: 2_000, rounds: 4_000 },
  { size: "20 KB", bytes: 20_000, rounds: 400 },
  { size: "1 MB", bytes: 1_000_000, rounds: 15 },
  { size: "8 MB", bytes: 8_000_000, rounds: 15 },
]

/** Until the engine has compiled all of it. */
const WARM_UP = 20_000

export interface Speed {
  size: string
  /** Microseconds. */
  p50: number
  p99: number
}

/** @param prompts what asks of a size are put together from */
export function speedOf(prompts: string[]): Speed[] {
  const text = prompts.join("\n\n")
  const long = text.repeat(Math.ceil(8_000_000 / text.length) + 1)
  for (let round = 0; round < WARM_UP; round += 1) classify(long.slice(round * 97, round * 97 + 2_000))
  return SIZES.map(({ size, bytes, rounds }) => {
    const times = Array.from({ length: rounds }, (_, round) => {
      const ask = long.slice(round * 97, round * 97 + bytes)
      const before = performance.now()
      classify(ask)
      return (performance.now() - before) * 1_000
    }).sort((a, b) => a - b)
    return { size, p50: times[Math.floor(rounds / 2)] ?? 0, p99: times[Math.floor(rounds * 0.99)] ?? 0 }
  })
}
