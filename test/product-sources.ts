// The product's source files as text, and what each of them imports; for the tests that read the code itself.
import { readFileSync } from "node:fs"
import { dirname, join, normalize } from "node:path"
import ts from "typescript"

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  path: string
  source: string
}

export interface Import {
  /** The importing file. */
  path: string
  line: number
  /** As it is written. */
  specifier: string
  /** The imported file from the repository's root; undefined for a package. */
  target: string | undefined
}

export const ROOMS = [
  "plugin",
  "provider",
  "rules",
  "ledger",
  "config",
  "cli",
  "dashboard",
  "simulator",
] as const
export type Room = (typeof ROOMS)[number]

const ROOT = join(import.meta.dir, "..")

export function productSources(): SourceFile[] {
  const paths = ROOMS.flatMap((room) => [
    ...new Bun.Glob(`${room}/**/*.{ts,tsx,mjs}`).scanSync({ cwd: ROOT }),
  ])
  return ["ralex.ts", ...paths]
    .toSorted()
    .map((path) => ({ path, source: readFileSync(join(ROOT, path), "utf8") }))
}

const parsed = new WeakMap<SourceFile, ts.SourceFile>()

export function parse(file: SourceFile): ts.SourceFile {
  const known = parsed.get(file) ?? ts.createSourceFile(file.path, file.source, ts.ScriptTarget.Latest, true)
  parsed.set(file, known)
  return known
}

/** Every node below and with this one. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => void children.push(child))
  for (const child of children) yield* nodesOf(child)
}

/** Static, type-only, dynamic, `import("x").T`, `require` and re-exports. */
export function importsOf(file: SourceFile): Import[] {
  const parsed = parse(file)
  return [...nodesOf(parsed)].flatMap((node) => {
    const specifier = specifierOf(node)
    if (specifier === undefined) return []
    const line = parsed.getLineAndCharacterOfPosition(node.getStart()).line + 1
    return [{ path: file.path, line, specifier, target: targetOf(file.path, specifier) }]
  })
}

export function roomOf(path: string): Room | undefined {
  return ROOMS.find((room) => path.startsWith(`${room}/`))
}

function specifierOf(node: ts.Node): string | undefined {
  const literal = literalOf(node)
  return literal && ts.isStringLiteralLike(literal) ? literal.text : undefined
}

function literalOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
  if (!ts.isCallExpression(node)) return undefined
  const called = node.expression
  const loads = called.kind === ts.SyntaxKind.ImportKeyword || called.getText() === "require"
  return loads ? node.arguments[0] : undefined
}

function targetOf(path: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined
  return normalize(join(dirname(path), specifier)).replaceAll("\\", "/")
}
