// A conversation's worth of secrets, and the search for them in all that a machine keeps or shows.
import { lstatSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { namedSamples, sampleSecrets } from "./provider/outbound/sample-secrets.ts"

export interface Planted {
  name: string
  secret: string
  /** As it may stand in a text. */
  text: string
}

/** All kinds, each another one for each seed. */
export function plantedSecrets(seed: number): Planted[] {
  return [...sampleSecrets(seed), ...namedSamples(seed)].map(({ name, secret, text }) => ({
    name,
    secret,
    text,
  }))
}

/** A text with all of them, as a file or an answer has them. */
export function textWith(planted: readonly Planted[]): string {
  return planted.map(({ text }, nth) => `a line before ${nth}\n${text}\nand one after it`).join("\n")
}

/** The names of those that stand in the text, as they are or as JSON writes them. */
export function foundIn(text: string, planted: readonly Planted[]): string[] {
  return planted
    .filter(
      ({ secret }) =>
        text.includes(secret) ||
        text.includes(JSON.stringify(secret).slice(1, -1)) ||
        text.includes(encodeURIComponent(secret)),
    )
    .map(({ name }) => name)
}

/** Every file under a folder, databases and their journals too, by path. */
export function filesUnder(folder: string): { path: string; text: string }[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    const entry = lstatSync(path)
    if (entry.isDirectory()) return filesUnder(path)
    return entry.isFile() ? [{ path, text: readFileSync(path, "latin1") }] : []
  })
}
