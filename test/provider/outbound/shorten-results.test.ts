// Over-long results of tools: what a model still reads of them, and that nothing of them is lost.
import { afterEach, describe, expect, test } from "bun:test"
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import fc from "fast-check"
import { shorten } from "../../../provider/outbound/shorten-results.ts"
import { steps } from "../../../simulator/index.ts"
import { closeStages, type Stage, stage, user } from "../stage.ts"
import { sampleSecrets } from "./sample-secrets.ts"

afterEach(closeStages)

const model = steps([{ text: "Done." }])
const luna = "openai/gpt-6-luna"
const lines = (count: number) =>
  Array.from({ length: count }, (_, nth) => `line ${nth} of the log`).join("\n")

function resultOf(text: string): LanguageModelV3Prompt {
  const call = { toolCallId: "c1", toolName: "bash" }
  return [
    user(`look at this: ${text}`),
    { role: "assistant", content: [{ type: "tool-call", ...call, input: { command: "make" } }] },
    { role: "tool", content: [{ type: "tool-result", ...call, output: { type: "text", value: text } }] },
  ]
}

function sent(it: Stage, at = 0): { ask: string; result: string } {
  const { messages = [] } = it.simulator.requests()[at]?.body ?? {}
  const of = (role: string) => {
    const content = messages.find((message) => message.role === role)?.content
    return typeof content === "string" ? content : JSON.stringify(content)
  }
  return { ask: of("user"), result: of("tool") }
}

function folderOf(it: Stage): string {
  return join(it.instance.environment.paths.cache, "tool-results")
}

describe("a result that is longer than the limit", () => {
  const config = { outbound: { toolResults: 2_000 } }

  test("keeps its beginning and its end, at line ends, and says where all of it is", async () => {
    const it = await stage({ simulator: { model }, config })
    const text = lines(2_000)
    await it.call({ model: luna, prompt: resultOf(text) })
    const { result, ask } = sent(it)
    expect(result).toMatch(/^line 0 of the log\n[\s\S]* of the log\n\[Ralex left out \d+ characters/)
    expect(result).toMatch(/in parts\.\]\nline \d+ of the log\n[\s\S]*\nline 1999 of the log$/)
    expect(result.length).toBeLessThan(2_400)
    expect(ask).toContain("line 1000 of the log") // what the person said is whole
    const path = /from (\S+), in parts/.exec(result)?.[1] ?? ""
    expect(readFileSync(path, "utf8")).toBe(text)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(path).toStartWith(folderOf(it))
  })

  test("is the same in each call, so that the prompt's cache stays warm", async () => {
    const it = await stage({ simulator: { model }, config })
    await it.call({ model: luna, prompt: resultOf(lines(500)) })
    await it.call({ model: luna, prompt: [...resultOf(lines(500)), user("go on")] })
    expect(sent(it, 1).result).toBe(sent(it, 0).result)
    expect(readdirSync(folderOf(it))).toHaveLength(1)
  })

  test("is kept without its secrets", async () => {
    const it = await stage({ simulator: { model }, config })
    const secret = sampleSecrets(9).find(({ name }) => name === "GitHub")?.secret ?? ""
    const text = `${lines(100)}\ntoken ${secret}\n${lines(100)}`
    await it.call({ model: luna, prompt: resultOf(text) })
    const [name = ""] = readdirSync(folderOf(it))
    const kept = readFileSync(join(folderOf(it), name), "utf8")
    expect(kept).not.toContain(secret)
    expect(kept).toMatch(/\ntoken \[ralex-masked:github:[0-9a-f]{8}\]\n/)
  })

  test("is sent whole where it can not be kept", async () => {
    const it = await stage({ simulator: { model }, config })
    mkdirSync(join(it.instance.environment.paths.cache, ".."), { recursive: true })
    writeFileSync(it.instance.environment.paths.cache, "a file in place of the folder")
    await it.call({ model: luna, prompt: resultOf(lines(500)) })
    expect(sent(it).result).toBe(lines(500))
  })

  test("files of a week ago are deleted", async () => {
    const it = await stage({ simulator: { model }, config })
    mkdirSync(folderOf(it), { recursive: true })
    const ago = Date.now() / 1000 - 8 * 24 * 60 * 60
    for (const name of ["old.txt", "new.txt"]) writeFileSync(join(folderOf(it), name), "x")
    utimesSync(join(folderOf(it), "old.txt"), ago, ago)
    await it.call({ model: luna, prompt: resultOf(lines(500)) })
    expect(readdirSync(folderOf(it))).toHaveLength(2)
    expect(readdirSync(folderOf(it))).toContain("new.txt")
  })
})

test("without the option nothing is cut", async () => {
  const it = await stage({ simulator: { model } })
  await it.call({ model: luna, prompt: resultOf(lines(2_000)) })
  expect(sent(it).result).toBe(lines(2_000))
})

test("a cut never breaks a character, and keeps both ends", () => {
  const piece = fc.constantFrom("a", "🔥", "\n", "漢", "line of text\n", "🔥".repeat(50))
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 300, maxLength: 900 }),
      fc.integer({ min: 50, max: 250 }),
      (pieces, most) => {
        const text = pieces.join("")
        const short = shorten(text, most, "/there.txt")
        const [head = "", tail = ""] = short.split(/\n\[Ralex left out \d+ characters .*\]\n/)
        expect(short.isWellFormed()).toBe(true)
        expect(text.startsWith(head)).toBe(true)
        expect(text.endsWith(tail)).toBe(true)
        expect(head.length + tail.length).toBeLessThanOrEqual(most + 2)
        const said = Number(/left out (\d+)/.exec(short)?.[1])
        expect(head.length + tail.length + said).toBe(text.length)
      },
    ),
  )
})
