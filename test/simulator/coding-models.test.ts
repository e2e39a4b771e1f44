// The stand-in models: what they read from a conversation, and the small task driven to its end.
import { describe, expect, test } from "bun:test"
import {
  type ChatRequest,
  type CodingModel,
  demoTask,
  isTitle,
  lastUserText,
  type Reply,
  scriptedCodingModel,
  steps,
  toolResults,
} from "../../simulator/index.ts"

const tools = ["bash", "edit", "read"].map((name) => ({ type: "function", function: { name } }))
const system = { role: "system" as const, content: "You code.\n<env>\n  Working directory: /shop\n</env>" }

/** A conversation in which each reply's tools were run by `execute`, until a reply calls none. */
function converse(ask: string, execute: (name: string, input: Record<string, unknown>) => string): Reply[] {
  const request: ChatRequest = { messages: [system, { role: "user", content: ask }], tools }
  const replies: Reply[] = []
  for (let reply = model(request); ; reply = model(request)) {
    replies.push(reply)
    const calls = (reply.toolCalls ?? []).map((call, index) => ({ id: `${replies.length}-${index}`, call }))
    if (calls.length === 0 || replies.length > 20) return replies
    request.messages.push({
      role: "assistant",
      content: reply.text,
      tool_calls: calls.map(({ id, call }) => ({
        id,
        function: { name: call.name, arguments: JSON.stringify(call.arguments) },
      })),
    })
    for (const { id, call } of calls) {
      request.messages.push({ role: "tool", tool_call_id: id, content: execute(call.name, call.arguments) })
    }
  }
}

const model: CodingModel = scriptedCodingModel()

describe("the scripted coding model", () => {
  const outputs: Record<string, string> = {
    read: demoTask.files["src/discount.js"],
    edit: "Edit applied successfully.",
    [`rm -rf ~/${demoTask.victim}`]: "Ralex blocked this command.",
    [demoTask.testCommand]: "# pass 1\n# fail 0",
  }
  const run = (name: string, input: Record<string, unknown>) => outputs[String(input.command ?? name)] ?? "?"

  test("reads, edits, tries to destroy, is told no, goes on, tests and sums up", () => {
    const replies = converse(demoTask.ask, run)
    expect(replies.map((reply) => reply.toolCalls?.[0]?.name)).toEqual([
      "read",
      "edit",
      "bash",
      "bash",
      undefined,
    ])
    expect(replies[1]?.toolCalls?.[0]?.arguments).toMatchObject({ filePath: "/shop/src/discount.js" })
    expect(replies.at(-1)?.text).toContain("The tests pass.")
    expect(replies.at(-1)?.text).toContain("was refused")
  })

  test("its edit mends the project", () => {
    const { file, wrong, right } = demoTask.fix
    expect(demoTask.files[file].split(wrong)).toHaveLength(2)
    const source = demoTask.files[file].replace(wrong, right).replace("export ", "")
    expect(new Function(`${source}; return discount(200, 25)`)()).toBe(150)
  })

  test("says so when nothing held it back or the tests fail", () => {
    const replies = converse(demoTask.ask, (name, input) =>
      name === "bash"
        ? input.command === demoTask.testCommand
          ? "# fail 1"
          : "(no output)"
        : run(name, input),
    )
    expect(replies.at(-1)?.text).toContain("do not pass")
    expect(replies.at(-1)?.text).toContain("I deleted")
  })

  test("gives up on a file it does not know", () => {
    expect(converse("Fix the bug in a.js", () => "no such file")).toHaveLength(2)
  })

  test("answers anything else in a sentence, and names sessions in a few words", () => {
    expect(converse("What is a monad?", run)).toHaveLength(1)
    const title: ChatRequest = {
      messages: [
        { role: "system", content: "You are a title generator. You output ONLY a thread title." },
        { role: "user", content: demoTask.ask },
      ],
    }
    expect(isTitle(title)).toBe(true)
    expect(model(title).text?.split(" ").length).toBeLessThanOrEqual(6)
  })
})

describe("a directed model", () => {
  const replies: Reply[] = [
    { toolCalls: [{ name: "read", arguments: { filePath: "a" } }] },
    {
      toolCalls: [
        { name: "bash", arguments: { command: "x" } },
        { name: "bash", arguments: { command: "y" } },
      ],
    },
    { text: "end" },
  ]
  const results = (count: number): ChatRequest => ({
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "the" },
          { type: "text", text: "ask" },
        ],
      },
      {
        role: "assistant",
        tool_calls: [0, 1, 2].map((id) => ({
          id: `${id}`,
          function: { name: `t${id}`, arguments: '{"a":1}' },
        })),
      },
      ...[0, 1, 2]
        .slice(0, count)
        .map((id) => ({ role: "tool" as const, tool_call_id: `${id}`, content: `out ${id}` })),
    ],
  })

  test.each([
    [0, 0],
    [1, 1],
    [3, 2],
  ])("with %d tool results is at step %d", (count, step) => {
    expect(steps(replies)(results(count))).toEqual(replies[step] ?? {})
  })

  test("starts again with the next user message", () => {
    const request = results(3)
    request.messages.push({ role: "assistant", content: "end" }, { role: "user", content: "again" })
    expect(steps(replies)(request)).toEqual(replies[0] ?? {})
    expect(lastUserText(request)).toBe("again")
  })

  test("sees no arguments where they were cut off", () => {
    const request = results(1)
    const [call] = request.messages[1]?.tool_calls ?? []
    if (call) call.function.arguments = '{"a":'
    expect(toolResults(request)).toEqual([{ name: "t0", arguments: {}, output: "out 0" }])
  })

  test("sees what each tool was asked and what it said", () => {
    expect(lastUserText(results(0))).toBe("the\nask")
    expect(toolResults(results(2))).toEqual([
      { name: "t0", arguments: { a: 1 }, output: "out 0" },
      { name: "t1", arguments: { a: 1 }, output: "out 1" },
    ])
  })
})
