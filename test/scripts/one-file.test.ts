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

async function write(parts = PARTS, entry = ENTRY): Promise<string> {
  const path = join(folder, `${crypto.randomUUID()}.js`)
  await Bun.write(path, oneFile(entry, parts, "// head"))
  return path
}

/**
 * What a program says of files that it imports as `one` and `other`. It runs by itself: in Bun 1.3.14 a test process with
 * modules of blobs crashes when it writes its coverage.
 */
async function said(program: string): Promise<unknown> {
  const [one, other] = [await write(), await write()].map((path) => JSON.stringify(path))
  const text = `const one = await import(${one}), other = await import(${other});${program}`
  const path = join(folder, `${crypto.randomUUID()}.ts`)
  await Bun.write(path, text)
  const child = Bun.spawn([process.execPath, path], { stdout: "pipe", stderr: "inherit" })
  return JSON.parse(await new Response(child.stdout).text())
}

test("a part is evaluated when it is first imported, once, whoever imports it", async () => {
  const program = `
    const seen = [globalThis.evaluated ?? ""];
    const { shared, more } = await one.first();
    seen.push(globalThis.evaluated, shared.text);
    const same = [(await more()).same(shared), (await one.later()).same(shared)];
    console.log(JSON.stringify([...seen, ...same, globalThis.evaluated]))`
  expect(await said(program)).toEqual(["", "ca", 'it\'s "\n" \\ `', true, true, "cab"])
})

test("two copies of the file have parts of their own", async () => {
  const program = `
    const mine = (await one.first()).shared;
    console.log(JSON.stringify([(await one.later()).same(mine), (await other.later()).same(mine)]))`
  expect(await said(program)).toEqual([true, false])
})

test("a stack trace names the part", async () => {
  const program = `
    const { fail } = await one.later();
    try { fail() } catch (error) { console.log(JSON.stringify(error.stack)) }`
  expect(await said(program)).toContain("ralex/b.js:")
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
