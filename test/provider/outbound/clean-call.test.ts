// What leaves the machine in messages: no secret that is certain, nothing that upstreams can not read, the same each time.
import { afterEach, describe, expect, test } from "bun:test"
import { statSync } from "node:fs"
import { join } from "node:path"
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import { steps } from "../../../simulator/index.ts"
import { closeStages, type Stage, stage, tool, user } from "../stage.ts"
import { sampleSecrets } from "./sample-secrets.ts"

afterEach(closeStages)

const model = steps([{ text: "Done." }])
const sonnet = "anthropic/claude-sonnet-5"
const luna = "openai/gpt-6-luna"
const PLACEHOLDER = /\[ralex-masked:[\w-]+:[0-9a-f]{8}\]/

function bodyOf(it: Stage, at = 0): string {
  return JSON.stringify(it.simulator.requests()[at]?.body ?? {})
}

function messagesOf(it: Stage, at = 0): string {
  return JSON.stringify(it.simulator.requests()[at]?.body.messages ?? [])
}

const samples = sampleSecrets(42)
const github = samples.find(({ name }) => name === "GitHub")?.secret ?? ""
const maybe = "q8Zr4kT1vB7nW2xM9pLd"

/** A conversation that holds the text in each place where texts stand. */
function everywhere(text: string): LanguageModelV3Prompt {
  return [
    { role: "system", content: `You code. ${text}` },
    user(`use this: ${text}`),
    {
      role: "assistant",
      content: [
        { type: "text", text: `I use ${text}` },
        {
          type: "tool-call",
          toolCallId: "c1",
          toolName: "bash",
          input: { command: `echo "${text}" > x`, nested: [{ [text]: text }] },
        },
        { type: "tool-call", toolCallId: "c2", toolName: "read", input: { filePath: "config/prod.env" } },
        { type: "tool-call", toolCallId: "c3", toolName: "read", input: { filePath: "b" } },
        { type: "tool-call", toolCallId: "c4", toolName: "read", input: { filePath: "c" } },
      ],
    },
    {
      role: "tool",
      content: [
        result("c1", { type: "json", value: { stdout: [text], [text]: 1 } }),
        result("c2", { type: "text", value: `00001| TOKEN=${text}\n00002| PORT=1` }),
        result("c3", { type: "error-text", value: `no such thing: ${text}` }),
        result("c4", { type: "content", value: [{ type: "text", text }] }),
      ],
    },
  ]
}

type Result = Extract<LanguageModelV3Prompt[number], { role: "tool" }>["content"][number] & {
  type: "tool-result"
}

function result(toolCallId: string, output: Result["output"]): Result {
  return { type: "tool-result", toolCallId, toolName: toolCallId === "c1" ? "bash" : "read", output }
}

describe("secrets", () => {
  test("of each kind leave in no part of a message", async () => {
    const it = await stage({ simulator: { model } })
    for (const [nth, { secret, text }] of samples.entries()) {
      await it.call({ prompt: everywhere(text) })
      expect(bodyOf(it, nth)).not.toContain(secret)
      expect(bodyOf(it, nth)).not.toContain(JSON.stringify(secret).slice(1, -1))
      expect(messagesOf(it, nth)).toMatch(PLACEHOLDER)
      expect(messagesOf(it, nth)).toContain("PORT=1")
    }
  })

  test("the arguments of tool calls stay the JSON that they were", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ prompt: everywhere(github) })
    const { messages = [] } = it.simulator.requests()[0]?.body ?? {}
    const sent = messages.flatMap((message) => ("tool_calls" in message ? (message.tool_calls ?? []) : []))
    const args: unknown = JSON.parse(String(sent[0]?.function.arguments))
    const placeholder = PLACEHOLDER.exec(messagesOf(it))?.[0] ?? ""
    expect(args).toEqual({
      command: `echo "${placeholder}" > x`,
      nested: [{ [placeholder]: placeholder }],
    })
  })

  test("JSON that a tool gave back stays the JSON that it was", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ model: luna, prompt: everywhere(github) })
    const { messages = [] } = it.simulator.requests()[0]?.body ?? {}
    const [json] = messages.filter(({ role }) => role === "tool").map(({ content }) => String(content))
    const placeholder = PLACEHOLDER.exec(messagesOf(it))?.[0] ?? ""
    expect(JSON.parse(json ?? "")).toEqual({ stdout: [placeholder], [placeholder]: 1 })
  })

  test("a secret has one placeholder, in each call and session, and another one has another", async () => {
    const it = await stage({ simulator: { model } })
    const other = sampleSecrets(43).find(({ name }) => name === "GitHub")?.secret ?? ""
    await it.call({ model: luna, prompt: everywhere(github) })
    await it.call({ model: luna, prompt: [...everywhere(github), user("go on")] })
    await it.call({ prompt: everywhere(github), session: "ses_2" })
    await it.call({ prompt: [user(other)] })
    const seen = it.simulator
      .requests()
      .map(({ body }) => [...new Set(JSON.stringify(body.messages).match(new RegExp(PLACEHOLDER, "g")))])
    expect(seen.map(({ length }) => length)).toEqual([1, 1, 1, 1])
    expect(new Set(seen.slice(0, 3).flat()).size).toBe(1)
    expect(seen[3]).not.toEqual(seen[0])
    // What a prompt cache is kept for: all that was sent before is sent again as it was.
    const [first, second] = [messagesOf(it, 0), messagesOf(it, 1)]
    expect(second.startsWith(first.slice(0, -1))).toBe(true)
  })

  test("the placeholder's key is the person's alone, and nobody can try guesses without it", async () => {
    const it = await stage({ simulator: { model } })
    const there = await stage({ simulator: { model } })
    await it.call({ ask: github })
    await there.call({ ask: github })
    expect(PLACEHOLDER.exec(messagesOf(it))?.[0]).not.toBe(PLACEHOLDER.exec(messagesOf(there))?.[0])
    const key = statSync(join(it.instance.environment.paths.data, "fingerprint.key"))
    expect(key.mode & 0o777).toBe(0o600)
  })

  test("the person is told once what was masked and where, and the ledger has it", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ prompt: everywhere(github) })
    await it.call({ prompt: everywhere(github) })
    const fingerprint = /:([0-9a-f]{8})\]/.exec(messagesOf(it))?.[1]
    expect([...(it.instance.masked ?? [])]).toEqual([`[ralex-masked:github:${fingerprint}]`])
    const about = it.told.filter((text) => text.includes("masked"))
    expect(about).toEqual([expect.stringContaining(`github ${fingerprint} in the system prompt`)])
    const rows = (await it.ledger.verdicts({})).filter(({ rule }) => rule === "outbound.masked")
    expect(rows.map(({ reason }) => reason)).toEqual([`github ${fingerprint} in the system prompt`])
    expect(JSON.stringify([it.told, rows])).not.toContain(github)
  })

  test("a result names the file that it is of", async () => {
    const it = await stage({ simulator: { model } })
    const [, , call, results] = everywhere("nothing")
    const secret: LanguageModelV3Prompt[number] = {
      role: "tool",
      content: [result("c2", { type: "text", value: github })],
    }
    await it.call({ prompt: [user("read it"), ...[call, results].flatMap((each) => each ?? []), secret] })
    expect(it.told.join()).toContain("in the result of read (config/prod.env)")
    expect(messagesOf(it)).toContain("stands for a secret that stays on this machine")
  })

  test("what only may be one is sent, and told", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ ask: `API_KEY=${maybe}` })
    expect(messagesOf(it)).toContain(maybe)
    expect(it.told).toEqual([
      expect.stringMatching(
        /^Ralex sent what may be secret to the model: named [0-9a-f]{8} in what you said/,
      ),
    ])
    expect(it.told.join()).not.toContain(maybe)
  })

  test("secrets: warn masks nothing and tells of all, off does neither", async () => {
    const warned = await stage({ simulator: { model }, config: { outbound: { secrets: "warn" } } })
    await warned.call({ ask: github })
    expect(messagesOf(warned)).toContain(github)
    expect(warned.told.join()).toContain("sent what may be secret to the model: github")
    const off = await stage({ simulator: { model }, config: { outbound: { secrets: "off" } } })
    await off.call({ ask: github })
    expect(messagesOf(off)).toContain(github)
    expect(off.told).toEqual([])
  })

  test("what a model calls a tool with is passed on as it is, placeholder and all", async () => {
    const calls = steps([
      { toolCalls: [{ name: "read", arguments: { filePath: "[ralex-masked:github:3f2a9c1d]" } }] },
    ])
    const it = await stage({ simulator: { model: calls } })
    const { parts } = await it.call({ ask: github, tools: [tool("read")] })
    const asked = parts.find((part) => part.type === "tool-call")
    expect(asked?.input).toContain("[ralex-masked:github:3f2a9c1d]")
  })
})

describe("what upstreams answer 400 to", () => {
  const broken = [
    "half an emoji \ud83d",
    "\udd25 the other half",
    "a\ud83d\ud83d\udd25b",
    "binary \0 of a file",
  ]

  test.each(broken)("%j is sent as text that every JSON reader takes", async (text) => {
    const it = await stage({ simulator: { model } })
    await it.call({
      prompt: everywhere(text),
      tools: [{ ...tool("read"), description: text } as ReturnType<typeof tool>],
    })
    expect(it.simulator.requests()).toHaveLength(1)
    const sent = bodyOf(it)
    expect(sent.isWellFormed()).toBe(true)
    expect(sent).not.toMatch(/\\u(d[89a-f]|0000)/i)
    expect(sent).toContain("\ufffd")
  })

  test("whole characters stay as they are", async () => {
    const it = await stage({ simulator: { model } })
    await it.call({ prompt: everywhere("🔥 naïve 漢字 \u001b[31m") })
    expect(messagesOf(it)).toContain("🔥 naïve 漢字")
    expect(messagesOf(it)).not.toContain("\ufffd")
  })

  test("a text that only differs in a broken character is not taken for one that was looked through", async () => {
    const it = await stage({ simulator: { model }, config: { outbound: { secrets: "mask" } } })
    await it.call({ ask: `\ufffd ${github}` })
    await it.call({ ask: `\ud83d ${github}` })
    expect(bodyOf(it, 1)).toMatch(PLACEHOLDER)
    expect(bodyOf(it, 1).isWellFormed()).toBe(true)
  })
})

test("pictures and a model's signed thoughts are left alone", async () => {
  const it = await stage({ simulator: { model } })
  const data = Buffer.from(`${github} is in the bytes`).toString("base64")
  await it.call({
    model: sonnet,
    prompt: [
      {
        role: "user",
        content: [
          { type: "text", text: "look" },
          { type: "file", data, mediaType: "image/png" },
        ],
      },
    ],
  })
  expect(messagesOf(it)).toContain(data)
})
