// Words, stems, pairs and places hashed into a fixed number of buckets, each set once.
import type { Word } from "./read-words.ts"

/** A power of two. */
export const BUCKETS = 8_192

const [PAIR, WORD, NEXT, POSITION, OPENS, PART, LAST] = [1, 2, 3, 4, 8, 9, 11]
const POSITIONS = 3

/** When a bucket was last set: by which HashedFeatures. Shared, since clearing 8,192 places costs more than an ask. */
const setBy = new Uint32Array(BUCKETS)
let latest = 0

/** Only one may be filled at a time. */
export class HashedFeatures {
  readonly buckets: number[] = []
  private readonly me: number

  constructor() {
    latest += 1
    if (latest > 0xffff_fff0) {
      setBy.fill(0)
      latest = 1
    }
    this.me = latest
  }

  /** Two concepts, one found after the other. */
  addConcepts(before: number, after: number): void {
    this.add(PAIR, before, after)
  }

  addWords(words: Word[]): void {
    let previous = 0
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index]
      if (!word) break
      const { hash, parts } = word.facts
      if (word.kind === "word") this.add(WORD, hash, 0)
      for (const part of parts) this.add(PART, part, 0)
      this.add(NEXT, previous, hash)
      if (index < POSITIONS) this.add(POSITION + index, hash, 0)
      if (word.first) this.add(OPENS, hash, 0)
      previous = hash
    }
    this.add(LAST, previous, 0)
  }

  private add(space: number, a: number, b: number): void {
    let hash = Math.imul(a ^ Math.imul(space, 0x9e3779b1), 0x85ebca6b)
    hash = Math.imul((hash ^ (hash >>> 15)) + b, 0xc2b2ae35)
    const bucket = (hash ^ (hash >>> 13)) & (BUCKETS - 1)
    if (setBy[bucket] === this.me) return
    setBy[bucket] = this.me
    this.buckets.push(bucket)
  }
}
