// The Markdown of the repository, as the tests of the documents read it.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Glob } from "bun"
import { marked, type Token, type Tokens } from "marked"

export const ROOT = join(import.meta.dir, "..", "..")

/** Markdown that people read, at paths from the root. What benches write is left out. */
export const PAGES: string[] = ["*.md", "docs/*.md", "bench/*.md"]
  .flatMap((pattern) => [...new Glob(pattern).scanSync({ cwd: ROOT })])
  .sort()

const trees = new Map(PAGES.map((page) => [page, marked.lexer(readPage(page))]))

/** @param path From the root of the repository. */
export function readPage(path: string): string {
  return readFileSync(join(ROOT, path), "utf8")
}

function tokensOf(page: string, below?: string): Token[] {
  const tree = trees.get(page) ?? []
  const start =
    below === undefined
      ? 0
      : tree.findIndex((token) => isHeading(token) && (token as Tokens.Heading).text === below) + 1
  const after = tree.slice(start)
  const end = below === undefined ? -1 : after.findIndex((token) => isHeading(token) && token.depth <= 2)
  const found: Token[] = []
  marked.walkTokens(end === -1 ? after : after.slice(0, end), (token) => {
    found.push(token)
  })
  return found
}

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === "heading"
}

/** @param below The heading of a section, for its links only. */
export function linksOf(page: string, below?: string): string[] {
  return tokensOf(page, below).flatMap((token) =>
    token.type === "link" || token.type === "image" ? [String(token.href)] : [],
  )
}

/** As they are read, without their marks. */
export function headingsOf(page: string): string[] {
  return [...(trees.get(page) ?? [])]
    .filter(isHeading)
    .map(({ text }) => text.replace(/[`*]|\]\([^)]*\)|\[/g, ""))
}

export function codeSpansOf(page: string): string[] {
  return tokensOf(page).flatMap((token) => (token.type === "codespan" ? [String(token.text)] : []))
}

export function codeBlocksOf(page: string): Tokens.Code[] {
  return tokensOf(page).filter((token): token is Tokens.Code => token.type === "code")
}
