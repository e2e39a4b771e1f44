// What counts as the human's ask, and how large a prompt is taken to be.
import { describe, expect, test } from "bun:test"
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import fc from "fast-check"
import { classify } from "../../provider/classify.ts"
import { readTurn } from "../../provider/read-turn.ts"
import { tool, toolTurn, user } from "./stage.ts"

const system = (content: string): LanguageModelV3Prompt[number] => ({ role: "system", content })
const reminder = "<system-reminder>\nPlan mode is active. Prove there is no deadlock.\n</system-reminder>"

/** Forty earlier turns with tools, in a session of thirty tools and a long system prompt. */
function wrapped(ask: string): { prompt: LanguageModelV3Prompt; tools: ReturnType<typeof tool>[] } {
  const earlier = Array.from({ length: 40 }, (_, index) => [
    user(index % 2 ? "re-architect the entire distributed system" : "thanks"),
    ...toolTurn(`call_${index}`),
  ]).flat()
  const rules = system(
    `You are a coding agent. ${"Prove each invariant; refactor across all modules. ".repeat(200)}`,
  )
  const tools = Array.from({ length: 30 }, (_, index) => tool(`tool_${index}`))
  return { prompt: [rules, ...earlier, user(`${ask}\n${reminder}`)], tools }
}

describe("the ask", () => {
  test.each<[string, LanguageModelV3Prompt, string]>([
    ["of a plain prompt", [system("Refactor everything"), user("say hi")], "say hi"],
    ["is the newest one", [user("first"), { role: "assistant", content: [] }, user("second")], "second"],
    ["is without reminders", [user(`say ${reminder}hi${reminder}`)], "say hi"],
    [
      "is without reminders of several lines and blocks",
      [user(`${reminder}\n\n${reminder}\nsay hi`)],
      "say hi",
    ],
    ["is no message of reminders only", [user("say hi"), user(reminder)], "say hi"],
    ["stands through a tool loop", [user("say hi"), ...toolTurn("a"), ...toolTurn("b")], "say hi"],
    [
      "keeps an unclosed tag, which a human wrote",
      [user("what is <system-reminder> for?")],
      "what is <system-reminder> for?",
    ],
    ["is empty when no human spoke", [system("Refactor"), ...toolTurn("a")], ""],
    ["of an empty prompt is empty", [], ""],
    [
      "is all texts of the message, without its files",
      [
        {
          role: "user",
          content: [
            { type: "text", text: "look at" },
            { type: "file", mediaType: "image/png", data: new Uint8Array([1]) },
            { type: "text", text: "this" },
          ],
        },
      ],
      "look at\nthis",
    ],
  ])("%s", (_what, prompt, ask) => expect(readTurn({ prompt }).ask).toBe(ask))

  test("gets the same class however much is wrapped around it", () => {
    const ask = fc.oneof(
      fc.constantFrom(
        "rename x to y",
        "prove this lock-free queue linearizable",
        "refactor the entire codebase",
        "do it",
      ),
      fc.string({ maxLength: 60 }).filter((text) => !text.includes("<") && text.trim() !== ""),
    )
    fc.assert(
      fc.property(ask, (text) => {
        const bare = readTurn({ prompt: [user(text)] })
        const inSession = readTurn(wrapped(text))
        expect(inSession.ask).toBe(bare.ask)
        expect(classify(inSession.ask)).toEqual(classify(bare.ask))
      }),
      { numRuns: 40 },
    )
  })
})

describe("the place in the tool loop", () => {
  test.each<[boolean, string, LanguageModelV3Prompt]>([
    [false, "a new ask", [user("hi")]],
    [true, "tool results", [user("hi"), ...toolTurn("a")]],
    [false, "a new ask after tool results", [user("hi"), ...toolTurn("a"), user("and now?")]],
  ])("continuing is %p after %s", (continuing, _what, prompt) =>
    expect(readTurn({ prompt }).continuing).toBe(continuing),
  )
})

describe("the size", () => {
  test("counts every byte of messages and tools, in UTF-8", () => {
    const bare = readTurn({ prompt: [user("")] }).promptBytes
    expect(readTurn({ prompt: [user("ü".repeat(100))] }).promptBytes).toBe(bare + 200)
    expect(readTurn({ prompt: [user("")], tools: [tool("read")] }).promptBytes).toBe(
      bare + Buffer.byteLength(JSON.stringify(tool("read"))),
    )
    expect(readTurn({ prompt: [user("a"), user("b")] }).messages).toBe(2)
  })

  test("is that of messages and tools as one JSON, also where parts of it were counted before", () => {
    const prompt = wrapped("go on").prompt
    for (const messages of [[], prompt.slice(0, 1), prompt, [...prompt, user("more")]])
      for (const tools of [undefined, [], [tool("read"), tool("edit")]])
        expect(readTurn({ prompt: messages, ...(tools ? { tools } : {}) }).promptBytes).toBe(
          Buffer.byteLength(JSON.stringify([messages, tools ?? []])),
        )
  })

  test.each([
    ["image/png", "image"],
    ["image/*", "image"],
    ["application/pdf", "pdf"],
    ["audio/mpeg", "audio"],
    ["video/mp4", "video"],
  ] as const)("counts %s as %s, and none of its bytes, whatever way it is carried", (mediaType, kind) => {
    const bytes = new Uint8Array(100_000)
    for (const data of [bytes, Buffer.from(bytes).toString("base64"), new URL("https://example.com/a")]) {
      const turn = readTurn({ prompt: [{ role: "user", content: [{ type: "file", mediaType, data }] }] })
      expect(turn.media).toEqual([kind])
      expect(turn.promptBytes).toBeLessThan(300)
    }
  })

  test("counts media in a tool's result", () => {
    const data = Buffer.alloc(100_000).toString("base64")
    const turn = readTurn({
      prompt: [
        user("look"),
        {
          role: "tool",
          content: [
            {
              type: "tool-result",
              toolCallId: "a",
              toolName: "read",
              output: { type: "content", value: [{ type: "file-data", mediaType: "image/png", data }] },
            },
          ],
        },
      ],
    })
    expect(turn.media).toEqual(["image"])
    expect(turn.promptBytes).toBeLessThan(500)
  })

  test("counts a file of text by its bytes, since it becomes text", () => {
    const data = "x".repeat(10_000)
    const turn = readTurn({
      prompt: [{ role: "user", content: [{ type: "file", mediaType: "text/plain", data }] }],
    })
    expect(turn.media).toEqual([])
    expect(turn.promptBytes).toBeGreaterThan(10_000)
  })

  test("counts a file of text that comes as bytes, too", () => {
    const data = new Uint8Array(10_000).fill(120)
    const turn = readTurn({
      prompt: [{ role: "user", content: [{ type: "file", mediaType: "text/plain", data }] }],
    })
    expect(turn.promptBytes).toBeGreaterThan(10_000)
  })
})

test("a megabyte of reminders that never end is read in one go", () => {
  const ask = "<system-reminder>".repeat(60_000)
  const started = performance.now()
  expect(readTurn({ prompt: [{ role: "user", content: [{ type: "text", text: ask }] }] }).ask).toBe(ask)
  expect(performance.now() - started).toBeLessThan(5_000) // a minute where each is looked for to the end
})
