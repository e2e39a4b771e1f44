// Names and texts that code puts together are written as one: `fs["rm" + "Sync"]`, `chr(47)`, `str(Path("/") / "x")`.

const TEXT = String.raw`(?:"(?:[^"\\]|\\.){0,200}"|'(?:[^'\\]|\\.){0,200}')`
const SUM = String.raw`${TEXT}(?:\s?\+\s?${TEXT}){0,9}`
const ANY_TEXT = new RegExp(TEXT, "g")

/** Only where one of these stands, something may be put together. */
const WORTH =
  /getattr|\bchr\b|\.chr\b|fromC|\b(?:sep|SEPARATOR)\b|expand|\]\s?\(|\bPath\(|\b(?:str|String|glob)\(|["']\s?\+/
const MOST_CHARACTERS = 20_000
const MOST_ROUNDS = 4

const REWRITES: readonly [RegExp, (...groups: string[]) => string][] = [
  [/\b(?:chr|String\.from(?:CharCode|CodePoint))\(([\dxa-fA-F,\s]{1,99})\)|\b(\d{2,3})\.chr\b/g, characters],
  [/\b(?:os\.(?:path\.)?sep|path\.sep|File::SEPARATOR|DIRECTORY_SEPARATOR)\b/g, () => '"/"'],
  [
    new RegExp(String.raw`\bgetattr\(((?:[^,()]|\([^()]{0,99}\)){1,200}),\s?(${SUM})\s?\)`, "g"),
    (found, owner = "", name = "") => member(owner, name, found),
  ],
  [
    new RegExp(String.raw`([\w)\]])\[\s?(${SUM})\s?\](?=\s?\()`, "g"),
    (found, owner = "", name = "") => member(owner, name, found),
  ],
  // An element of a list: ["-rf", "/home/me" + "/x"].
  [
    new RegExp(String.raw`([[,]\s?)(${TEXT}(?:\s?\+\s?${TEXT}){1,9})(?=\s?[,\]])`, "g"),
    (_, before = "", sum = "") => before + quoted(textsIn(sum).join("")),
  ],
  // What gives the same text back, or the same path.
  [
    new RegExp(
      String.raw`\b(?:\w{1,30}\.){0,3}(?:str|String|Path|PurePath|expanduser|expand_path|realpath|abspath|normpath|fspath|quote|shellescape|glob)\(\s?(${TEXT})\s?\)`,
      "g",
    ),
    (_, text = "") => text,
  ],
  [
    new RegExp(String.raw`(${TEXT})\.(?:expanduser|absolute|as_posix|toString|to_s|trim|r?strip)\(\)`, "g"),
    (_, text = "") => text,
  ],
]

/** @returns The code; what can not be told is written as before. */
export function putTogether(code: string): string {
  if (code.length > MOST_CHARACTERS || !WORTH.test(code)) return code
  let written = code
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = written
    for (const [pattern, rewrite] of REWRITES) written = written.replace(pattern, rewrite)
    if (written === before) break
  }
  return written
}

function characters(_: string, numbers = "", number = ""): string {
  const codes = `${numbers},${number}`.match(/0x[\da-f]+|\d+/gi) ?? []
  const text = codes
    .map(Number)
    .map((code) => (code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : ""))
    .join("")
  return JSON.stringify(text)
}

function member(owner: string, name: string, found: string): string {
  const joined = textsIn(name).join("")
  return /^\w+$/.test(joined) ? `${owner}.${joined}` : found
}

/** Their escapes stay as they are. */
function textsIn(code: string): string[] {
  return (code.match(ANY_TEXT) ?? []).map((text) => text.slice(1, -1))
}

function quoted(text: string): string {
  return `"${text.replace(/(?<!\\)"/g, '\\"')}"`
}
