// What an ask looks like to the model: named measures, and hashed words and word pairs. Pure; the same in training and use.
import { ASK_KINDS, type AskKind, askKindOf } from "./ask-kind.ts"
import { CONCEPTS } from "./concepts.ts"
import { EFFORTS } from "./effort.ts"
import { HashedFeatures } from "./hashed-features.ts"
import { MEASURES, measuresOf } from "./measures.ts"
import { readWords, WORD_KINDS, type Word } from "./read-words.ts"
import { PASTED_KINDS, type SplitAsk, splitAsk } from "./split-ask.ts"

const LENGTHS = [2, 4, 6, 9, 13, 18, 25, 35, 50, 80, 130, 220]
/** The kind of ask by length: "add …" of five words is another thing than of fifty. */
const KIND_LENGTHS = [8, 16, 32, 64]
const LEAD_WORDS = 4
const CHARACTERS_PER_WORD = 6

/** The named measures in the order of `Features.dense`. */
export const DENSE_NAMES: string[] = [
  ...MEASURES,
  ...LENGTHS.map((length) => `words>${length}`),
  ...WORD_KINDS.map((kind) => `kind:${kind}`),
  ...PASTED_KINDS.map((kind) => `pasted:${kind}`),
  ...CONCEPTS.map((concept) => `has:${concept}`),
  ...CONCEPTS.map((concept) => `leads:${concept}`),
  ...ASK_KINDS.map((kind) => `asks:${kind}`),
  ...KIND_LENGTHS.flatMap((length) => ASK_KINDS.map((kind) => `asks:${kind}>${length}`)),
  ...Array.from({ length: EFFORTS }, (_, level) => `effort:${level}`),
  ...Array.from({ length: EFFORTS }, (_, level) => `effortShare:${level}`),
  "effortMean",
  "effortMost",
  "effortLeast",
]

export interface Features {
  /** By DENSE_NAMES. */
  dense: Float64Array
  /** Buckets of hashed features that are set, each once. */
  hashed: number[]
  kind: AskKind
  split: SplitAsk
  words: Word[]
  /** By CONCEPTS: 1 where any word has it. */
  present: Uint8Array
  /** Words that say anything: they have a concept that is no mere grammar, an effort, or a kind. */
  known: number
}

export function featuresOf(ask: string): Features {
  const split = splitAsk(ask)
  const { words, quotedChars } = readWords(split.said)
  const dense = new DenseValues()
  const hashed = new HashedFeatures()
  const read = readConcepts(words, hashed)
  hashed.addWords(words)
  const pastedChars = PASTED_KINDS.reduce((sum, kind) => sum + split.pasted[kind], quotedChars)
  const kind = askKindOf({ words, said: split.said, pasted: pastedChars > 0, present: read.present })
  let length = split.leftOut / CHARACTERS_PER_WORD
  for (const { facts } of words) length += facts.length
  dense.addAll(measuresOf({ split, words, quotedChars, pastedChars, length, concepts: read.distinct }))
  for (const bound of LENGTHS) dense.add(length > bound ? 1 : 0)
  for (const count of countKinds(words)) dense.add(Math.log1p(count))
  for (const each of PASTED_KINDS) dense.add(Math.log1p(split.pasted[each]) / 6)
  dense.addAll(read.present)
  dense.addAll(read.leads)
  const asked = ASK_KINDS.indexOf(kind)
  dense.addOne(asked, ASK_KINDS.length, 1)
  for (const bound of KIND_LENGTHS) dense.addOne(asked, ASK_KINDS.length, length > bound ? 1 : 0)
  addEfforts(words, dense)
  return {
    dense: dense.values,
    hashed: hashed.buckets,
    kind,
    split,
    words,
    present: read.present,
    known: read.known,
  }
}

/** Fills the measures one after the other. */
class DenseValues {
  readonly values = new Float64Array(DENSE_NAMES.length)
  private at = 0

  add(value: number): void {
    this.values[this.at] = value
    this.at += 1
  }

  addAll(values: ArrayLike<number>): void {
    this.values.set(values, this.at)
    this.at += values.length
  }

  /** `count` measures, of which one has a value. */
  addOne(index: number, count: number, value: number): void {
    this.values[this.at + index] = value
    this.at += count
  }
}

interface ReadConcepts {
  present: Uint8Array
  /** 1 for concepts among the first words. */
  leads: Uint8Array
  distinct: number
  known: number
}

function readConcepts(words: Word[], hashed: HashedFeatures): ReadConcepts {
  const present = new Uint8Array(CONCEPTS.length)
  const leads = new Uint8Array(CONCEPTS.length)
  let distinct = 0
  let known = 0
  let previous = -1
  for (let index = 0; index < words.length; index += 1) {
    const facts = words[index]?.facts
    if (!facts) break
    if (facts.says) known += 1
    const { concepts } = facts
    for (let at = 0; at < concepts.length; at += 1) {
      const concept = concepts[at] ?? 0
      if (index < LEAD_WORDS) leads[concept] = 1
      if (present[concept] === 1) continue
      present[concept] = 1
      distinct += 1
      if (previous >= 0) hashed.addConcepts(previous, concept)
      previous = concept
    }
  }
  return { present, leads, distinct, known }
}

const KIND_AT = new Map(WORD_KINDS.map((kind, index) => [kind, index]))

function countKinds(words: Word[]): number[] {
  const counts = WORD_KINDS.map(() => 0)
  for (let at = 0; at < words.length; at += 1) {
    const index = KIND_AT.get(words[at]?.kind ?? "word") ?? 0
    counts[index] = (counts[index] ?? 0) + 1
  }
  return counts
}

/** How much each level is named, and the mean, the most and the least of all that is rated. */
function addEfforts(words: Word[], dense: DenseValues): void {
  const counts: number[] = Array.from(LEVELS, () => 0)
  let rated = 0
  let sum = 0
  for (let index = 0; index < words.length; index += 1) {
    const efforts = words[index]?.facts.efforts
    if (!efforts) break
    for (let at = 0; at < efforts.length; at += 1) {
      const level = efforts[at] ?? 0
      counts[level] = (counts[level] ?? 0) + 1
      rated += 1
      sum += level
    }
  }
  for (const level of LEVELS) dense.add(Math.log1p(counts[level] ?? 0))
  for (const level of LEVELS) dense.add(rated === 0 ? 0 : (counts[level] ?? 0) / rated)
  dense.add(rated === 0 ? 0.4 : sum / rated / 2)
  dense.add((LEVELS.findLast((level) => (counts[level] ?? 0) > 0) ?? 0) / 3)
  dense.add((LEVELS.find((level) => (counts[level] ?? 0) > 0) ?? 1) / 2)
}

const LEVELS = Array.from({ length: EFFORTS }, (_, level) => level)
