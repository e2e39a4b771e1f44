// What a scenario of use is, and what comes of one.

export interface Scenario {
  name: string
  /** What a person wants to know. */
  question: string
  /** How it is found out, in a sentence or two. */
  method: string
  play: () => Promise<Outcome>
}

export interface Outcome {
  /** Tables for people: the first row is the head. */
  tables: string[][][]
  /** What must hold; the command ends with 1 where one does not. */
  checks: { what: string; holds: boolean }[]
  /** What the tables can not say. */
  notes?: string[]
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

export function usd(nano: bigint): string {
  return `USD ${(Number(nano) / 1e9).toFixed(4)}`
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** @returns what it gave, and how long it took. */
export async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const startedAt = performance.now()
  const value = await work()
  return { value, ms: performance.now() - startedAt }
}
