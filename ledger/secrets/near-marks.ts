// The stretches of a text in which a rule may find something: around the words that give its secrets away. A rule costs
// some fifty times as much as looking for such a word. Pure.

export interface Stretch {
  from: number
  to: number
}

/** How far before its mark a secret may begin. */
const BEFORE = 300

/** In order, and none touches another. */
export function nearMarks(text: string, marks: readonly string[], reach: number): Stretch[] {
  const places = marks.flatMap((mark) => placesOf(text, mark))
  if (places.length === 0) return []
  places.sort((one, other) => one - other)
  return joined(
    places.map((at) => ({ from: Math.max(0, at - BEFORE), to: Math.min(text.length, at + reach) })),
  )
}

/** @param stretches In the order of their beginnings. */
export function joined<Any extends Stretch>(stretches: readonly Any[]): Any[] {
  const apart: Any[] = []
  for (const next of stretches) {
    const last = apart.at(-1)
    if (last && next.from < last.to) last.to = Math.max(last.to, next.to)
    else apart.push({ ...next })
  }
  return apart
}

function placesOf(text: string, mark: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) places.push(at)
  return places
}
