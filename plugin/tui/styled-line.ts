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
