// The escapes of string literals with which a word can be hidden: `\x72`, `\162`, `\u0072`, `\"`.

export function unescapeText(text: string): string {
  if (!text.includes("\\")) return text
  return text
    .replace(/\\x([0-9a-f]{1,2})|\\u\{?([0-9a-f]{2,6})\}?/gi, (_, short: string, long: string) =>
      characterOf(Number.parseInt(short ?? long, 16)),
    )
    .replace(/\\([0-7]{2,3})/g, (_, code: string) => characterOf(Number.parseInt(code, 8)))
    .replaceAll("\\n", "\n")
    .replaceAll("\\t", "\t")
    .replace(/\\(['"`\\/ ])/g, "$1")
}

/** Nothing may forge what stands for the unknown. */
function characterOf(code: number): string {
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : ""
}
