// Every link and anchor in the Markdown of the repository leads somewhere, and every page of docs/ can be reached.
import { expect, test } from "bun:test"
import { existsSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import GithubSlugger from "github-slugger"
import { codeSpansOf, headingsOf, linksOf, PAGES, ROOT } from "./pages.ts"

const ROOMS = "bench|cli|config|dashboard|docs|ledger|plugin|provider|rules|scripts|simulator|test"
const SOURCE = new RegExp(`^(?:${ROOMS})/[\\w./-]+\\.(?:ts|tsx|mjs|md|yaml|json)$`)

const inner = PAGES.flatMap((page) =>
  linksOf(page)
    .filter((href) => !/^(?:[a-z]+:|\/\/)/.test(href))
    .map((href) => ({ page, href, ...targetOf(page, href) })),
)

function targetOf(page: string, href: string): { path: string; anchor: string | undefined } {
  const [file = "", anchor] = decodeURI(href).split("#")
  return { path: file === "" ? page : relative(ROOT, join(ROOT, dirname(page), file)), anchor }
}

function anchorsOf(page: string): string[] {
  const slugger = new GithubSlugger()
  return headingsOf(page).map((heading) => slugger.slug(heading))
}

test("every link leads to a file or folder of the repository", () => {
  const broken = inner.filter(({ path }) => path.startsWith("..") || !existsSync(join(ROOT, path)))
  expect(broken.map(({ page, href }) => `${page}: ${href}`)).toEqual([])
})

test("every anchor is a heading of the page it names", () => {
  const anchored = inner.filter(({ path, anchor }) => anchor !== undefined && PAGES.includes(path))
  const broken = anchored.filter(({ path, anchor = "" }) => !anchorsOf(path).includes(anchor))
  expect(broken.map(({ page, href }) => `${page}: ${href}`)).toEqual([])
  expect(anchored.length).toBeGreaterThan(20)
})

test("every page of docs/ is linked from the README or the handover", () => {
  const reached = new Set(
    inner.filter(({ page }) => ["README.md", "docs/handover.md"].includes(page)).map(({ path }) => path),
  )
  const pages = PAGES.filter((page) => page.startsWith("docs/") && page !== "docs/handover.md")
  expect(pages.filter((page) => !reached.has(page))).toEqual([])
  expect(linksOf("README.md")).toContain("docs/handover.md")
})

test("every source file that is named is there", () => {
  const named = PAGES.flatMap((page) => codeSpansOf(page).map((path) => ({ page, path })))
  const gone = named.filter(({ path }) => SOURCE.test(path) && !existsSync(join(ROOT, path)))
  expect(gone).toEqual([])
})

test("the checklist of the handover is answered, each question at an anchor", () => {
  const text = headingsOf("docs/handover.md")
  expect(text).toContain("Checklist")
  const questions = linksOf("docs/handover.md", "Checklist")
  expect(questions.length).toBeGreaterThan(25)
  expect(questions.filter((href) => !href.includes("#"))).toEqual([])
})
