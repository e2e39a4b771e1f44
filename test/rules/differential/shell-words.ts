// Words of shell text as a grammar makes them: plain, quoted, expanded; and names of programs in disguise.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are shell, where `${name}` is meant.
import type { Dice } from "./dice.ts"

export type Make = (dice: Dice, depth: number) => string

const NAMES = ["alpha", "beta", "gamma", "rm", "git", "curl", "docker"] as const
export const VARIABLES = ["X", "Y", "P"] as const

export function programOf(dice: Dice): string {
  return dice.pick(NAMES)
}

/** As one word that is safe wherever a word may stand. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

const PLAIN = [
  "a",
  "b",
  "build",
  "src/c.txt",
  "-r",
  "-f",
  "--flag",
  "--to=x",
  "a.txt",
  "x=1",
  "1",
  "s",
  "t.sh",
] as const

export function plainWord(dice: Dice): string {
  return dice.pick(PLAIN)
}

const WORDS: readonly [Make, ...Make[]] = [
  plainWord,
  plainWord,
  (dice) => `'${plainWord(dice)} ${plainWord(dice)}'`,
  (dice) => `"${plainWord(dice)}"`,
  (dice) => `"$${dice.pick(VARIABLES)}"`,
  (dice) => `$${dice.pick(VARIABLES)}`,
  (dice) => `a\\ ${plainWord(dice)}`,
  () => "$'\\x61\\tb'",
  () => "$'it\\'s'",
  (dice) => `\${${dice.pick(VARIABLES)}:-${plainWord(dice)}}`,
  (dice) => `"\${${dice.pick(VARIABLES)}:+${plainWord(dice)}}"`,
  (dice) => `\${${dice.pick(VARIABLES)}:=${plainWord(dice)}}`,
  (dice) =>
    `\${${dice.pick(VARIABLES)}${dice.pick(["#a", "%a", "%%.*", "/a/b", "^^", ",,", ":1", ":0:2", "@Q"])}}`,
  (dice) => `\${#${dice.pick(VARIABLES)}}`,
  (dice) => `\${!${dice.pick(VARIABLES)}}`,
  (dice) => `$((${dice.pick(["1+2", "X", "2*3"])}))`,
  (dice) => `{${plainWord(dice)},${plainWord(dice)}}`,
  (dice) => `p{${plainWord(dice)},q}s`,
  () => "{1..3}",
  () => "{a..c}",
  () => "*.txt",
  () => "sr?",
  () => "[ab].txt",
  () => '"$@"',
  () => "$1",
  () => "$*",
  () => '"${A[@]}"',
  () => "${A[1]}",
  () => "~",
  () => "~/x",
  () => '""',
  () => "$?",
  (dice, depth) => (depth > 0 ? `$(${commandText(dice, depth)})` : "$(echo a b)"),
  (dice, depth) => (depth > 0 ? `"$(${commandText(dice, depth)})"` : '"$(echo a)"'),
  (dice) => `\`echo ${plainWord(dice)}\``,
  (dice, depth) => (depth > 0 ? `<(${commandText(dice, depth)})` : "<(echo a)"),
]

export function word(dice: Dice, depth: number): string {
  return dice.pick(WORDS)(dice, depth)
}

export function words(dice: Dice, depth: number): string {
  return Array.from({ length: dice.roll(4) }, () => ` ${word(dice, depth - 1)}`).join("")
}

const DISGUISES: readonly [
  (name: string, dice: Dice) => string,
  ...((name: string, dice: Dice) => string)[],
] = [
  (name) => `${name.slice(0, 1)}'${name.slice(1)}'`,
  (name) => `"${name}"`,
  (name) => `${name.slice(0, 1)}\\${name.slice(1)}`,
  (name) => `$'\\x${name.charCodeAt(0).toString(16)}${name.slice(1)}'`,
  (name) => `$'\\${name.charCodeAt(0).toString(8)}${name.slice(1)}'`,
  (name) => `\${X:-${name}}`,
  (name) => `\${NONE-${name}}`,
  (name) => `\${HOME:+${name}}`,
  (name) => `$(echo ${name})`,
  (name) => `\`printf %s ${name}\``,
  (name) => `{${name},a}`,
  (name) => `{,${name}}`,
  (name) => `${name.slice(0, 1)}""${name.slice(1)}`,
  (name) => `${name.slice(0, 1)}$NONE${name.slice(1)}`,
  (name) => `${name.slice(0, 1)}\${NONE}${name.slice(1)}`,
  (name) => `${name.slice(0, 1)}\\\n${name.slice(1)}`,
  (name) => `$(tr b-z a-y <<< ${name})`,
  (_, dice) => `$${dice.pick(VARIABLES)}`,
  (_, dice) => `"$${dice.pick(VARIABLES)}"`,
  () => '"$@"',
  () => '"${A[@]}"',
  () => "$1",
  () => "${A[0]}",
  () => "${!P}",
  (name) => `${name}$IFS`,
  (name) => `../work/${name}`,
]

export function disguised(dice: Dice): string {
  const name = programOf(dice)
  return dice.roll(3) > 0 ? name : dice.pick(DISGUISES)(name, dice)
}

/** A program and its words, in a place where any command may stand. */
export function commandText(dice: Dice, depth: number): string {
  return dice.roll(2) === 0
    ? `echo ${programOf(dice)}${words(dice, depth - 1)}`
    : `${disguised(dice)}${words(dice, depth - 1)}`
}
