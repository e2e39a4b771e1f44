// Measures of an ask that are no words: its length, punctuation, scripts, and how much of it was pasted.
import type { Word } from "./read-words.ts"
import type { SplitAsk } from "./split-ask.ts"

/** In the order of what `measuresOf` returns. */
export const MEASURES = [
  "words",
  "sentences",
  "lines",
  "listItems",
  "questions",
  "endsWithQuestion",
  "commas",
  "listedWithCommas",
  "ellipses",
  "exclamations",
  "startsLower",
  "endsLikeSentence",
  "apostrophes",
  "colons",
  "brackets",
  "quoted",
  "mathSigns",
  "otherScript",
  "accents",
  "pastedShare",
  "concepts",
]

export interface Measured {
  split: SplitAsk
  words: Word[]
  quotedChars: number
  pastedChars: number
  /** In words of English. */
  length: number
  concepts: number
}

export function measuresOf({ split, words, quotedChars, pastedChars, length, concepts }: Measured): number[] {
  const { said, listItems } = split
  const marks = countMarks(said)
  const first = said.trimStart().charAt(0)
  const last = said.slice(-200).trimEnd().slice(-1)
  const sentences = words.reduce((sum, word) => sum + (word.first ? 1 : 0), 0)
  return [
    Math.log1p(length) / 3,
    Math.log1p(sentences) / 2,
    Math.log1p(marks.lines) / 2,
    Math.log1p(listItems),
    Math.log1p(marks.questions),
    last === "?" || last === "？" ? 1 : 0,
    Math.log1p(marks.commas) / 2,
    marks.commas >= 2 && sentences <= 2 ? 1 : 0,
    marks.ellipses > 0 ? 1 : 0,
    marks.exclamations > 0 ? 1 : 0,
    first !== first.toUpperCase() || !/[a-z]/.test(said) ? 1 : 0, // capitals throughout say nothing
    last !== "" && ".。!！".includes(last) ? 1 : 0,
    Math.log1p(marks.apostrophes) / 2,
    Math.log1p(marks.colons) / 2,
    Math.log1p(marks.brackets) / 2,
    Math.log1p(quotedChars) / 5,
    Math.log1p(marks.mathSigns),
    marks.otherScript > 0 ? 1 : 0,
    marks.accents > 0 ? 1 : 0,
    pastedChars / (pastedChars + said.length + 1),
    Math.log1p(concepts) / 2,
  ]
}

function countMarks(said: string) {
  const marks = {
    lines: 0,
    questions: 0,
    commas: 0,
    ellipses: 0,
    exclamations: 0,
    apostrophes: 0,
    colons: 0,
    brackets: 0,
    mathSigns: 0,
    otherScript: 0,
    accents: 0,
  }
  for (let at = 0; at < said.length; at += 1) {
    const code = said.charCodeAt(at)
    if (code >= 97 && code <= 122) continue
    if (code === 10) marks.lines += 1
    else if (code === 63 || code === 0xff1f) marks.questions += 1
    else if (code === 44 || code === 0xff0c || code === 0x3001) marks.commas += 1
    else if (code === 46 && said.charCodeAt(at + 1) === 46) marks.ellipses += 1
    else if (code === 33 || code === 0xff01) marks.exclamations += 1
    else if (code === 39 || code === 0x2019) marks.apostrophes += 1
    else if (code === 58 || code === 0xff1a) marks.colons += 1
    else if (code === 40 || code === 0xff08) marks.brackets += 1
    else if (code >= 0x2190 && code <= 0x22ff) marks.mathSigns += 1
    else if (code >= 0xc0 && code < 0x250) marks.accents += 1
    else if (code >= 0x250 && (code < 0x2000 || (code >= 0x3040 && code < 0xe000))) marks.otherScript += 1
  }
  return marks
}
