// A line of text for a terminal as data: what it says and in which tone, no colours yet. Types and joins only.

export type Tone = "plain" | "strong" | "muted" | "ok" | "warn" | "over"

export interface Span {
  text: string
  tone: Tone
}

export type StyledLine = Span[]

export function span(text: string, tone: Tone = "plain"): Span {
  return { text: printable(text), tone }
}

export function plainText(line: StyledLine): string {
  return line.map(({ text }) => text).join("")
}

/** Names and reasons come from others: no control character of theirs reaches the terminal, nor what turns its direction. */
function printable(text: string): string {
  return text.replace(/\p{Cf}+/gu, "").replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
}

/** Words on lines of so many characters, and of so many lines at most: the last one ends in an ellipsis where more follows. */
export function wrapped(text: string, width: number, most: number): string[] {
  const lines: string[] = []
  let rest = text.trim()
  while (rest !== "" && lines.length < most - 1) {
    const line = firstLine(rest, width)
    lines.push(line)
    rest = rest.slice(line.length).trim()
  }
  return rest === "" ? lines : [...lines, shortened(rest, width)]
}

/** As many words as fit; a word that is longer than the line is cut. */
function firstLine(text: string, width: number): string {
  const characters = [...text]
  if (characters.length <= width) return text
  const fitting = characters.slice(0, width + 1).join("")
  const end = fitting.lastIndexOf(" ")
  return end > 0 ? fitting.slice(0, end) : characters.slice(0, width).join("")
}

/** At most so many characters, the last one an ellipsis where something was left out. */
export function shortened(text: string, most: number): string {
  const characters = [...text]
  return characters.length <= most
    ? characters.join("")
    : `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`
}
