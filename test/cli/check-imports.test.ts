// Doctor's look at tsconfig.json: what lets a project's file take the place of OpenCode's own imports.
import { afterEach, beforeEach, expect, test } from "bun:test"
import { join } from "node:path"
import { checkImports } from "../../cli/doctor/check-imports.ts"
import { createSandbox, type Sandbox } from "./sandbox.ts"

let sandbox: Sandbox
beforeEach(() => {
  sandbox = createSandbox()
})
afterEach(() => sandbox.remove())

const paths = (entries: unknown) => JSON.stringify({ compilerOptions: { paths: entries } })
const found = (folder = sandbox.project) =>
  checkImports(folder).map(({ message }) => message.slice(0, message.indexOf(" ")))

const harmful: [string, Record<string, string>, string][] = [
  ["every import", { "tsconfig.json": paths({ "*": ["./evil.ts"] }) }, "tsconfig.json"],
  ["every absolute import", { "tsconfig.json": paths({ "/*": ["./evil.ts"] }) }, "tsconfig.json"],
  [
    "in jsconfig.json, with a comment",
    { "jsconfig.json": `// x\n${paths({ "*": ["a.js"] })}` },
    "jsconfig.json",
  ],
  [
    "extended",
    { "tsconfig.json": '{ "extends": "./base" }', "base.json": paths({ "*": ["e"] }) },
    "tsconfig.json",
  ],
  [
    "extended in a list, through another",
    {
      "tsconfig.json": '{ "extends": ["@x/y", "./cfg/one.json"] }',
      "cfg/one.json": '{ "extends": "../two.json" }',
      "two.json": paths({ "*": ["./evil.ts"] }),
    },
    "tsconfig.json",
  ],
]

test.each(harmful)("%s is found", (_name, files, named) => {
  for (const [path, text] of Object.entries(files)) sandbox.write(path, text)
  expect(found()).toEqual([join(sandbox.project, named)])
})

test("it is found from a folder below too", () => {
  sandbox.write("tsconfig.json", paths({ "*": ["./evil.ts"] }))
  sandbox.write("deep/er/x", "")
  expect(found(join(sandbox.project, "deep", "er"))).toEqual([join(sandbox.project, "tsconfig.json")])
})

test.each([
  ["no such file", {}],
  ["names of its own", { "tsconfig.json": paths({ "@app/*": ["./src/*"], zod: ["./zod.ts"] }) }],
  ["a search path", { "tsconfig.json": paths({ "*": ["./types/*"] }) }],
  ["a circle", { "tsconfig.json": '{ "extends": "./tsconfig.json" }' }],
  ["no JSON", { "tsconfig.json": "nonsense" }],
  ["paths of another kind", { "tsconfig.json": paths(["*"]) }],
])("%s is fine", (_name, files: Record<string, string>) => {
  for (const [path, text] of Object.entries(files)) sandbox.write(path, text)
  expect(found()).toEqual([])
})
