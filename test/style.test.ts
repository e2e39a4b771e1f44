// Sizes and first lines of the product's files: limits that a formatter does not know.
import { describe, expect, test } from "bun:test"
import ts from "typescript"
import { nodesOf, parse, productSources, type SourceFile } from "./product-sources.ts"

const MOST_LINES = { file: 400, function: 60 }

/** Files and functions that are tables: their length is their rows. */
const TABLES: string[] = []

function longFiles(files: SourceFile[]): string[] {
  return files
    .filter(({ path }) => !TABLES.includes(path))
    .map(({ path, source }) => ({ path, lines: source.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > MOST_LINES.file)
    .map(({ path, lines }) => `${path} has ${lines} lines`)
}

function longFunctions(files: SourceFile[]): string[] {
  return files
    .filter(({ path }) => !TABLES.includes(path))
    .flatMap((file) => {
      const parsed = parse(file)
      const lineAt = (position: number) => parsed.getLineAndCharacterOfPosition(position).line + 1
      return [...nodesOf(parsed)].filter(ts.isFunctionLike).flatMap((node) => {
        const [first, last] = [lineAt(node.getStart()), lineAt(node.getEnd())]
        const lines = last - first + 1
        return lines > MOST_LINES.function ? [`${file.path}:${first} is a function of ${lines} lines`] : []
      })
    })
}

function withoutPurpose(files: SourceFile[]): string[] {
  return files
    .filter(({ source }) => !/^(#![^\n]*\n)?\/[/*]\s*\S+(\s+\S+){2}/.test(source))
    .map(({ path }) => path)
}

const FORBIDDEN = [
  { what: "an enum", found: ts.isEnumDeclaration },
  {
    what: "a namespace",
    // TypeScript looks for the types of JSX in a namespace of this name.
    found: (node: ts.Node) =>
      ts.isModuleDeclaration(node) && ts.isIdentifier(node.name) && node.name.text !== "JSX",
  },
  { what: "any", found: (node: ts.Node) => node.kind === ts.SyntaxKind.AnyKeyword },
  { what: "a non-null !", found: ts.isNonNullExpression },
]

function forbiddenWords(files: SourceFile[]): string[] {
  return files.flatMap((file) => {
    const parsed = parse(file)
    return [...nodesOf(parsed)].flatMap((node) =>
      FORBIDDEN.filter(({ found }) => found(node)).map(({ what }) => {
        const { line } = parsed.getLineAndCharacterOfPosition(node.getStart())
        return `${file.path}:${line + 1} has ${what}`
      }),
    )
  })
}

const body = (lines: number) => Array.from({ length: lines }, (_, index) => `  f(${index})`).join("\n")

const checks: { name: string; check: (files: SourceFile[]) => string[]; planted: [string, string][] }[] = [
  {
    name: "no file has more than 400 lines",
    check: longFiles,
    planted: [["401 lines", "// a\n".repeat(401)]],
  },
  {
    name: "no function has more than 60 lines",
    check: longFunctions,
    planted: [
      ["a function", `function long() {\n${body(59)}\n}`],
      ["an arrow", `const long = () => {\n${body(59)}\n}`],
      ["a method", `class Long {\n  long() {\n${body(59)}\n  }\n}`],
      ["a constructor", `class Long {\n  constructor() {\n${body(59)}\n  }\n}`],
    ],
  },
  {
    name: "the first line of a file says what it is for",
    check: withoutPurpose,
    planted: [
      ["an import first", 'import { a } from "./a.ts"\n// What it is for, too late.'],
      ["an empty line first", "\n// What it is for, too late."],
      ["two words", "// Some types\n"],
      ["an empty file", ""],
    ],
  },
  {
    name: "there is no any, no !, no enum and no namespace",
    check: forbiddenWords,
    planted: [
      ["any", "const a: any = 1"],
      ["as any", "const a = b as any"],
      ["a non-null !", "const a = b!"],
      ["an enum", "enum A { B }"],
      ["a namespace", "namespace A {}"],
    ],
  },
]

describe("style", () => {
  const product = productSources()

  test("there are files to look at", () => expect(product.length).toBeGreaterThan(100))

  for (const { name, check, planted } of checks) {
    test(name, () => expect(check(product)).toEqual([]))
    test.each(planted)(`${name}: the check sees %s`, (_what, source) => {
      expect(check([{ path: "ledger/planted.ts", source }])).toHaveLength(1)
    })
  }

  test("what is just within the limits is not reported", () => {
    const source = `// A function of just sixty lines.\nfunction long() {\n${body(58)}\n}\n`
    expect(longFunctions([{ path: "ledger/a.ts", source }])).toEqual([])
    expect(longFiles([{ path: "ledger/a.ts", source: "// a\n".repeat(400) }])).toEqual([])
    expect(
      withoutPurpose([{ path: "cli/a.mjs", source: "#!/usr/bin/env node\n// Starts the command line.\n" }]),
    ).toEqual([])
  })
})
