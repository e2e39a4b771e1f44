// Chance that is the same for the same seed: uniform and log-normal numbers, choices, and text with words in it.

export interface SeededRandom {
  /** In [0, 1). */
  uniform: () => number
  /** Log-normal, with so many standard deviations of its logarithm. */
  around: (median: number, spread: number) => number
  pick: <T>(choices: readonly T[]) => T
  /** About so many characters of prose, code or JSON. */
  text: (kind: TextKind, characters: number) => string
}

export type TextKind = "prose" | "code" | "json"

const WORDS =
  "the a cart order price of service returns total when discount is not user for each line in file test build error value checks and should be function module imports shipping tax rate number string before after".split(
    " ",
  )
const LINES: Record<TextKind, (words: string[], number: number) => string> = {
  prose: (words) => `${words.join(" ")}. `,
  code: ([a, b, c], number) => `  const ${a}${b} = ${c}(${number}) // ${b} of ${a}\n`,
  json: ([a, b], number) => `  { "${a}": ${number * 37}, "${b}": "${number}-${a}" },\n`,
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  // mulberry32
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const pick = <T>(choices: readonly T[]) => choices[Math.floor(uniform() * choices.length)] as T
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return {
    uniform,
    pick,
    around: (median, spread) => median * Math.exp(spread * normal()),
    text(kind, characters) {
      let text = ""
      while (text.length < characters) {
        const words = Array.from({ length: 4 + Math.floor(uniform() * 10) }, () => pick(WORDS))
        text += LINES[kind](words, Math.floor(uniform() * 10_000))
      }
      return text
    },
  }
}
