// What is known of one word by itself: its hashes, its concepts, its effort. Looked up once a word and then kept.
import { CONCEPTS, type Concept, conceptsAt, withoutBlanks } from "./concepts.ts"
import { effortsOf } from "./effort.ts"

export interface WordFacts {
  hash: number
  /** Hashes of its stem, or of the character pairs of a run without blanks. */
  parts: number[]
  concepts: number[]
  efforts: number[]
  /** Has a concept that is no mere grammar, or an effort. */
  says: boolean
  /** How many words of English it is worth. */
  length: number
  /** Left out: a word that would command the router, or one of politeness. */
  ignored: boolean
}

/** What a person may say to command the router; it counts for nothing, wherever it stands. */
const COMMANDS_ROUTING = new Set(
  "simple simply easy trivial complex complicated hard difficult premium cheap cheapest smart smartest tier tiers opus sonnet haiku gpt gemini einfach schwierig komplex fácil difícil sencillo simples complejo facile difficile простой простая сложный сложная".split(
    " ",
  ),
)

/** Says nothing of the work either. */
const POLITE = new Set("please pls plz kindly bitte пожалуйста alsjeblieft proszę lütfen".split(" "))

/** Places for words; a power of two. When half are taken all are forgotten: a stream of inventions costs no memory. */
const PLACES = 16_384
const FNV_START = 0x811c9dc5 | 0
const FNV_PRIME = 0x01000193
const STEM_LENGTH = 5
/** Longer ones are no words. */
const LONGEST = 40
const CHARACTERS_PER_WORD = 1.7

/** By place: two hashes of the word there, and what is known of it. Strings would cost more to make than to hash. */
const firstHashes = new Int32Array(PLACES)
const secondHashes = new Int32Array(PLACES)
const kept: (WordFacts | undefined)[] = new Array(PLACES)
let taken = 0

/** The lower case of what has a short code, where it is one character. */
const LOWER = Uint16Array.from({ length: 0x600 }, (_, code) => {
  const lower = String.fromCharCode(code).toLowerCase()
  return lower.length === 1 ? lower.charCodeAt(0) : code
})

/** The facts of the word between two places of a text. */
export function wordFacts(text: string, from: number, to: number): WordFacts {
  let first = FNV_START
  let second = 0
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at)
    const lower = code < LOWER.length ? (LOWER[code] ?? code) : code
    first = Math.imul(first ^ lower, FNV_PRIME)
    second = (Math.imul(second, 31) + lower) | 0
  }
  const home = (first ^ (first >>> 15)) & (PLACES - 1)
  let place = home
  for (let facts = kept[place]; facts; facts = kept[place]) {
    if (firstHashes[place] === first && secondHashes[place] === second) return facts
    place = (place + 1) & (PLACES - 1)
  }
  const facts = factsOf(text.slice(from, to).toLowerCase())
  if (taken >= PLACES / 2) {
    kept.fill(undefined)
    taken = 0
    place = home
  }
  firstHashes[place] = first
  secondHashes[place] = second
  kept[place] = facts
  taken += 1
  return facts
}

function factsOf(word: string): WordFacts {
  return withoutBlanks(word.charCodeAt(0)) ? factsOfRun(word) : factsOfWord(word.slice(0, LONGEST))
}

function factsOfWord(word: string): WordFacts {
  const concepts = new Set<number>()
  conceptsAt(word, 0, word.length, (concept) => concepts.add(concept))
  const ignored = COMMANDS_ROUTING.has(word) || POLITE.has(word)
  const parts = word.length > STEM_LENGTH ? [hashOf(word, 0, STEM_LENGTH)] : []
  const efforts = effortsOf(word)
  return {
    hash: hashOf(word, 0, word.length),
    parts,
    concepts: [...concepts],
    efforts,
    says: efforts.length > 0 || saysMore(concepts),
    length: 1,
    ignored,
  }
}

function factsOfRun(run: string): WordFacts {
  const concepts = new Set<number>()
  const parts: number[] = []
  for (let at = 0; at < run.length; at += 1) {
    conceptsAt(run, at, run.length, (concept) => concepts.add(concept))
    parts.push(hashOf(run, at, at + 2))
  }
  const length = run.length / CHARACTERS_PER_WORD
  return {
    hash: hashOf(run, 0, 3),
    parts,
    concepts: [...concepts],
    efforts: [],
    says: saysMore(concepts),
    length,
    ignored: false,
  }
}

/** Concepts that any sentence has. */
const GRAMMAR: readonly Concept[] = [
  "filler",
  "firstPerson",
  "secondPerson",
  "together",
  "subject",
  "pronoun",
  "yesNo",
  "modal",
  "setting",
  "accept",
]
const GRAMMAR_AT = new Set(GRAMMAR.map((concept) => CONCEPTS.indexOf(concept)))

function saysMore(concepts: Set<number>): boolean {
  return !concepts.isSubsetOf(GRAMMAR_AT)
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string, from: number, to: number): number {
  let hash = FNV_START
  const end = Math.min(to, text.length)
  for (let at = from; at < end; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME)
  return hash
}
