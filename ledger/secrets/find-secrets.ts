// The secrets in a text: those that are certain, and those that only may be some. Pure.
import type { SecretShape } from "../secret-shape.ts"
import { secretShapes } from "../secret-shapes.ts"
import { anyMark } from "./any-mark.ts"
import { findNamed } from "./find-named.ts"
import { findPrivateKeys } from "./find-private-keys.ts"
import { looksReal } from "./looks-real.ts"
import { joined, nearMarks, type Stretch } from "./near-marks.ts"
import { MASKED } from "./placeholder.ts"
import { type Detector, marksOf, secretlintDetectors } from "./secretlint.ts"

export interface Found extends Stretch {
  kind: string
  /** Else it only may be a secret. */
  certain: boolean
}

const PRIVATE_KEY = "private-key"
const REACH = 2_000

/** In order; none overlaps another, and what is certain wins. */
export function findSecrets(text: string): Found[] {
  const isMarked = mayBeMarked(text)
  const certain = (isMarked ? certainDetectors : unmarkedDetectors).flatMap(({ kind, find }) =>
    find(text)
      .map((stretch) => (kind === PRIVATE_KEY ? stretch : secretOf(text, stretch)))
      .filter(({ from, to }) => kind === PRIVATE_KEY || isLikely(text, from, to))
      .map((stretch): Found => ({ ...stretch, kind, certain: true })),
  )
  const named = findNamed(text).map((stretch): Found => ({ ...stretch, kind: "named", certain: false }))
  return apart(certain, [...(isMarked ? lenient(text) : []), ...named])
}

/** Those that look for more than fixed marks. */
const unmarkedDetectors: Detector[] = [{ kind: PRIVATE_KEY, find: findPrivateKeys }]

const certainDetectors: Detector[] = [
  ...unmarkedDetectors,
  ...secretlintDetectors,
  ...secretShapes.flatMap(({ kind, marks, strict }) => {
    if (!strict) return []
    const pattern = global(strict)
    return [{ kind, find: (text: string) => matches(text, { marks, pattern }) }]
  }),
]

/** A longer text is searched faster for one mark after the other. */
const SHORT = 1_000

const someMark = anyMark([...Object.values(marksOf), ...secretShapes].flatMap(({ marks }) => marks))

/** False where no detector could find its mark: most asks and names. */
function mayBeMarked(text: string): boolean {
  return text.length > SHORT || someMark.test(text)
}

const LOCAL =
  /@(?:localhost|127\.|0\.0\.0\.0|\[|[\w-]+(?::\d+)?(?:[/?"'\s]|$)|host\.docker\.|(?:[\w-]+\.)*(?:local|internal|example|test|invalid)\b)/i

/**
 * Some rules take all to the end of the line, or a whole address. No token holds a blank or a quote; of an address only
 * the password is a secret, and none where it leads to this machine.
 */
function secretOf(text: string, { from, to }: Stretch): Stretch {
  const [found = ""] = /^[^\s"'`\\]*/.exec(text.slice(from, to)) ?? []
  const parts = /^([\w+:]*:\/\/[^:/\s]*:)([^@\s]*)@/.exec(found)
  if (!parts) return { from, to: from + found.length }
  const [, before = "", password = ""] = parts
  if (LOCAL.test(text.slice(from + before.length + password.length, to + 1))) return { from, to: from }
  return { from: from + before.length, to: from + before.length + password.length }
}

/** A password of an address may be a short one; its own rule has looked at it. */
function isLikely(text: string, from: number, to: number): boolean {
  if (from === to) return false
  if (text.startsWith(MASKED, from)) return false
  return text[to] === "@" || looksReal(text.slice(from, to))
}

function lenient(text: string): Found[] {
  return lenientShapes.flatMap(({ kind, marks, pattern }) =>
    matches(text, { marks, pattern })
      .filter(({ from, to }) => looksReal(text.slice(from, to), { entropy: 3.5, digits: 3 }))
      .map((stretch) => ({ ...stretch, kind, certain: false })),
  )
}

const lenientShapes = secretShapes.map(({ pattern, ...shape }) => ({ ...shape, pattern: global(pattern) }))

function matches(text: string, { marks, pattern }: Pick<SecretShape, "marks" | "pattern">): Stretch[] {
  return nearMarks(text, marks, REACH).flatMap(({ from, to }) =>
    [...text.slice(from, to).matchAll(pattern)].map(({ index, 0: found }) => ({
      from: from + index,
      to: from + index + found.length,
    })),
  )
}

function global(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, `g${pattern.flags}`)
}

/** What is certain in one piece where rules overlap, and of the rest only what touches nothing else. */
function apart(certain: Found[], rest: Found[]): Found[] {
  const sure = joined(certain.toSorted(byPlace))
  const free: Found[] = []
  let next = 0
  for (const each of rest.toSorted(byPlace)) {
    while ((sure[next]?.to ?? Infinity) <= each.from) next++
    const touches = (sure[next]?.from ?? Infinity) < each.to || (free.at(-1)?.to ?? 0) > each.from
    if (!touches) free.push(each)
  }
  return [...sure, ...free].toSorted(byPlace)
}

function byPlace(one: Stretch, other: Stretch): number {
  return one.from - other.from || other.to - one.to
}
