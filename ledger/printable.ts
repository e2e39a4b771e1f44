// Text of a stranger's file or of a model, made safe to show: no escape sequence can hide or forge a line.

/** Control characters, but for tab and line end, become "?"; so do the marks that turn the direction of text. */
export function printable(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    "?",
  )
}
