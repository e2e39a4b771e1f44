// Chance that is the same in every run: a number in [0, 1) for what it is drawn for.
export function chance(...drawnFor: (string | number)[]): number {
  return Number(Bun.hash.wyhash(drawnFor.join(" ")) % 1_000_000n) / 1_000_000
}

export function pick<T>(choices: readonly [T, ...T[]], ...drawnFor: (string | number)[]): T {
  return choices[Math.floor(chance(...drawnFor) * choices.length)] ?? choices[0]
}
