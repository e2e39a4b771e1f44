// Several files as one: what is imported at once, what later, what is evaluated once, and what can not be had.
import { afterAll, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type BundledFile, oneFile } from "../../scripts/one-file.ts"

const folder = mkdtempSync(join(tmpdir(), "ralex-one-file-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ENTRY = {
  name: "entry.js",
  text: '// @bun\nexport const first=()=>import("./chunks/a.js"),later=()=>import("./chunks/b.js");',
}
const COUNT = 'globalThis.evaluated=(globalThis.evaluated??"")+'
const PARTS: BundledFile[] = [
  {
    name: "a.js",
    text: `// @bun\nimport{shared}from"./c.js";import"node:path";${COUNT}"a";export{shared};export const more=()=>import("./b.js");`,
  },
  {
    name: "b.js",
    text: `// @bun\nimport{shared}from"./c.js";${COUNT}"b";export const same=(other)=>other===shared;export const fail=()=>{throw Error("b failed")};`,
  },
  {
    name: "c.js",
    text: `// @bun\n${COUNT}"c";export const shared={text:'it\\'s "\\n" \\\\ \`'};`,
  },
]

interface Imported {
  first: () => Promise<{
    shared: { text: string }
    more: () => Promise<{ same: (other: unknown) => boolean }>
  }>
  later: () => Promise<{ same: (other: unknown) => boolean; fail: () => void }>
}

async function write(parts = PARTS, entry = ENTRY): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.js`)
  await Bun.write(path, oneFile(entry, parts, "// head"))
  return path
}

const evaluated = () => (globalThis as { evaluated?: string }).evaluated

test("a part is evaluated when it is first imported, once, whoever imports it", async () => {
  const one: Imported = await import(await write())
  expect(evaluated()).toBeUndefined()
  const { shared, more } = await one.first()
  expect(evaluated()).toBe("ca")
  expect(shared.text).toBe('it\'s "\n" \\ `')
  expect((await more()).same(shared)).toBe(true)
  expect((await one.later()).same(shared)).toBe(true)
  expect(evaluated()).toBe("cab")
})

test("two copies of the file have parts of their own", async () => {
  const [one, other]: Imported[] = [await import(await write()), await import(await write())]
  const mine = (await one?.first())?.shared
  expect((await one?.later())?.same(mine)).toBe(true)
  expect((await other?.later())?.same(mine)).toBe(false)
})

test("a stack trace names the part", async () => {
  const one: Imported = await import(await write())
  const { fail } = await one.later()
  const trace = (() => {
    try {
      return fail()
    } catch (error) {
      return (error as Error).stack
    }
  })()
  expect(trace).toContain("ralex/b.js:")
})

test("the head stands at the beginning, behind Bun's mark", async () => {
  expect(await Bun.file(await write()).text()).toStartWith("// @bun\n// head\n")
})

test.each<[string, BundledFile[], BundledFile]>([
  ["entry.js imports c.js at once.", PARTS, { name: "entry.js", text: 'import{shared}from"./chunks/c.js";' }],
  [
    "is a circle.",
    [
      { name: "a.js", text: 'import"./b.js"' },
      { name: "b.js", text: 'import"./a.js"' },
    ],
    ENTRY,
  ],
  ["which is not in the bundle", [{ name: "a.js", text: 'import("./gone.js")' }], ENTRY],
])("it says what can not be had: %s", async (sentence, parts, entry) => {
  await expect(write(parts, entry)).rejects.toThrow(sentence)
})
