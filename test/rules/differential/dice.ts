// Seeded chance: the same rolls for the same seed, on any machine.

export interface Dice {
  /** Less than `sides`. */
  roll(sides: number): number
  pick<T>(items: readonly [T, ...T[]]): T
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0
  // Mulberry32.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const roll = (sides: number) => Math.floor(next() * sides)
  return { roll, pick: (items) => items[roll(items.length)] ?? items[0] }
}
