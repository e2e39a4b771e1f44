// Whether a text of the right shape is a secret or stands for one: an example, a row of x, an identifier. Pure.

/** Short words count only between signs: chance makes them, too. */
const STAND_IN =
  /example|placeholder|redacted|changeme|(?:^|[_-])(?:your|dummy|fake|sample|change|masked)(?=[_-]|$)|x{6,}|\*{3,}|\.{3}|<|>|\$\{|\{\{/i

/** Below this many bits a character, words and rows of the same are likelier than chance. */
const LEAST_ENTROPY = 3
const LEAST_LENGTH = 16
const ROW = 8

interface Chance {
  /** In bits a character. */
  entropy: number
  digits: number
}

/** @param least Where only a name speaks for a value, more is asked of it. */
export function looksReal(text: string, least: Chance = { entropy: LEAST_ENTROPY, digits: 0 }): boolean {
  return (
    text.length >= LEAST_LENGTH &&
    (/\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text))) &&
    !STAND_IN.test(text) &&
    !hasRow(text) &&
    (text.match(/\d/g)?.length ?? 0) >= least.digits &&
    entropyOf(text) >= least.entropy
  )
}

/** Shannon's. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length
    return sum - share * Math.log2(share)
  }, 0)
}

/** Letters or digits that follow each other as in the alphabet: 12345678, abcdefgh. */
function hasRow(text: string): boolean {
  let row = 1
  for (let at = 1; at < text.length; at++) {
    row = text.charCodeAt(at) === text.charCodeAt(at - 1) + 1 ? row + 1 : 1
    if (row >= ROW) return true
  }
  return false
}
