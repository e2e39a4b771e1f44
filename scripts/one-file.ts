// Puts a bundle of several files into one, which is what people drop into a folder. Only the entry is code there; each other
// file is a text, which is parsed when it is first imported: parsing all of it would double what a start of OpenCode costs.
import { partLoader } from "./part-loader.ts"

export interface BundledFile {
  /** As the others import it, without folder. */
  name: string
  text: string
}

/**
 * @param entry Imports the others only by `import()`.
 * @throws {Error} where that, or an import in a circle, can not be had in one file.
 */
export function oneFile(entry: BundledFile, others: readonly BundledFile[], head: string): string {
  const names = others.map(({ name }) => name)
  const parts = others.map(({ name, text }) => `${JSON.stringify(name)}:${asPart(name, text, names)}`)
  refuseCircles(others)
  const code = withoutPragma(entry.text)
    .replaceAll(DYNAMIC, (whole, name: string) => (names.includes(name) ? `loadPart("${name}")` : whole))
    .replace(/^(?:import\{__require\}from"[^"]+";)/, "")
  const left = importsOf(code).filter((name) => names.includes(name))
  if (left.length > 0) throw new Error(`${entry.name} imports ${left.join(", ")} at once.`)
  return `// @bun\n${head}\n${NOTE}\nvar loadPart=(${partLoader.toString()})({${parts.join(",\n")}});\n${code}`
}

const NOTE = "// What is not needed at once is kept as text, and read as code when it is first imported."

/** `import("./chunks/a1b2.js")` and `from"./a1b2.js"` */
const DYNAMIC = /\bimport\("\.\/(?:[\w-]+\/)*([\w-]+\.js)"\)/g
const STATIC = /\b(from|import)"\.\/(?:[\w-]+\/)*([\w-]+\.js)"/g

function importsOf(text: string): string[] {
  return [...text.matchAll(STATIC)].flatMap(([, , name]) => name ?? [])
}

/** A function that gives the text, with the addresses of those that it imports; stack traces show its name. */
function asPart(name: string, text: string, names: readonly string[]): string {
  const known = (other: string) => {
    if (names.includes(other)) return JSON.stringify(other)
    throw new Error(`${name} imports ${other}, which is not in the bundle.`)
  }
  const quoted = quote(`${withoutPragma(text)}\n//# sourceURL=ralex/${name}\n`)
    .replaceAll(STATIC, (_whole, word: string, other: string) => `${word}"'+urlOf(${known(other)})+'"`)
    .replaceAll(DYNAMIC, (_whole, other: string) => `'+load+'(${known(other)})`)
  return `(urlOf,load)=>${quoted}`
}

function quote(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")
  return `'${escaped.replaceAll("\r", "\\r")}'`
}

/** Bun's mark of what it has built, by which it does not transpile it again. */
function withoutPragma(text: string): string {
  return text.replace(/^\/\/ @bun\n/, "")
}

function refuseCircles(files: readonly BundledFile[]): void {
  const texts = new Map(files.map(({ name, text }) => [name, text]))
  const visit = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) throw new Error(`${[...trail, name].join(" -> ")} is a circle.`)
    for (const next of importsOf(texts.get(name) ?? "")) visit(next, [...trail, name])
  }
  for (const { name } of files) visit(name, [])
}
