// Leaves what a bench found in bench/results, as Markdown and as JSON, and prints it.
import { writeFileSync } from "node:fs"
import { join } from "node:path"

const results = join(import.meta.dir, "results")

/** @param name Of both files, without their endings. */
export function writeResults(name: string, text: string, document: object): void {
  writeFileSync(join(results, `${name}.md`), text)
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(document, null, 2)}\n`)
  console.log(text)
}

/** A row of a Markdown table. */
export function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`
}
