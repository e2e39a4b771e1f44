// A pure function of a short text that remembers its answers, since one call asks for the same again and again.

const MOST_KEPT = 200
const LONGEST_KEPT = 200

/** @returns the same function; of many texts all but the newest are forgotten, of long ones nothing is kept. */
export function remembering<Answer>(compute: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>()
  return (text) => {
    if (known.has(text)) return known.get(text) as Answer
    const answer = compute(text)
    if (text.length > LONGEST_KEPT) return answer
    if (known.size >= MOST_KEPT) known.clear()
    known.set(text, answer)
    return answer
  }
}
