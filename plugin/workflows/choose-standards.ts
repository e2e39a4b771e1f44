// Which of a project's standards a step gets whole, within a bounded size; the others are only named. Pure.
import type { Standard } from "./project.ts"

export interface ChosenStandards {
  whole: Standard[]
  /** Paths of the others. */
  named: string[]
}

/** About 4,000 tokens: what a step is worth reading before it begins. */
const MOST_CHARACTERS = 16_000
/** A longer one is better read by the model where it needs it. */
const MOST_OF_ONE = 8_000
const MOST_NAMED = 40

/** @param usual What such steps mostly need, by path. @param about Words of the work that is to be done. */
export function chooseStandards(
  standards: readonly Standard[],
  { usual, about }: { usual: RegExp; about: string },
): ChosenStandards {
  const words = wordsOf(about)
  const ranked = standards
    .map((standard) => ({ standard, score: scoreOf(standard, usual, words) }))
    .toSorted((one, other) => other.score - one.score || one.standard.path.localeCompare(other.standard.path))
  const whole: Standard[] = []
  let left = MOST_CHARACTERS
  for (const { standard, score } of ranked) {
    const size = standard.text.length
    if (score === 0 || size === 0 || size > Math.min(left, MOST_OF_ONE)) continue
    whole.push(standard)
    left -= size
  }
  const named = ranked
    .filter(({ standard }) => !whole.includes(standard))
    .map(({ standard }) => standard.path)
  return { whole, named: named.slice(0, MOST_NAMED) }
}

function scoreOf({ path, description }: Standard, usual: RegExp, words: ReadonlySet<string>): number {
  const shared = [...wordsOf(`${path} ${description}`)].filter((word) => words.has(word))
  return (usual.test(path) ? 3 : 0) + shared.length
}

/** Words that say nothing of what a file is about. */
const EMPTY = new Set([
  "agent",
  "standards",
  "global",
  "with",
  "that",
  "this",
  "from",
  "into",
  "when",
  "task",
])

function wordsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\d]{3,}/gu) ?? []
  return new Set(words.map((word) => word.replace(/s$/, "")).filter((word) => !EMPTY.has(word)))
}
