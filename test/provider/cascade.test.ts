// The provider's part of the verified cascade: when a check is asked for, what follows, and what models read of it.
import { afterEach, describe, expect, test } from "bun:test"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import type { Verification } from "../../config/index.ts"
import { lastUserText, script } from "../../simulator/index.ts"
import { spend } from "./spend.ts"
import { type CallGiven, closeStages, type Stage, stage, tool, user } from "./stage.ts"

afterEach(closeStages)

const ASK = "fix the typo in README.md"
const TOOLS = [tool("edit"), tool("ralex_verify")]
const FAILED: Verification = { kind: "failed", sentence: "`bun test` failed with exit 1 after 1 s." }
const config = { verify: { run: "bun test" } }

function pair(toolName: string, id: string, value: string): LanguageModelV3Prompt {
  const call = { toolCallId: id, toolName }
  return [
    { role: "assistant", content: [{ type: "tool-call", ...call, input: { nonce: "secret-nonce" } }] },
    { role: "tool", content: [{ type: "tool-result", ...call, output: { type: "text", value } }] },
  ]
}

const edited = [user(ASK), ...pair("edit", "call_1", "Edit applied.")]
const checked = [...edited, ...pair("ralex_verify", "call_2", "it failed: SECOND TEST")]

/** An attempt that changed a file ends; the plugin's tool then finds this. */
async function attempt(it: Stage, outcome: Verification | undefined = FAILED, given: CallGiven = {}) {
  const answer = await it.call({ prompt: edited, tools: TOOLS, ...given })
  const waiting = it.instance.attempts.get("ses_1")
  if (waiting) Object.assign(waiting, { state: "ended", outcome })
  return answer
}

const callsOf = (answer: Awaited<ReturnType<typeof attempt>>) =>
  answer.parts.flatMap((part) => (part.type === "tool-call" ? [part.toolName] : []))

describe("an attempt that ends is checked", () => {
  test("after it changed a file: the model's answer, then Ralex's own tool call", async () => {
    const it = await stage({ config })
    const answer = await attempt(it)
    expect(callsOf(answer)).toEqual(["ralex_verify"])
    expect(answer.finish?.finishReason.unified).toBe("tool-calls")
    expect(answer.parts.at(-1)?.type).toBe("finish")
    expect(JSON.stringify(it.simulator.requests().at(-1)?.body.tools)).not.toContain("ralex_verify")
  })

  const not: [string, Parameters<typeof stage>[0], CallGiven][] = [
    ["where nothing is configured", {}, {}],
    ["where it is off", { config: { verify: { run: "x", onFailure: "off" } } }, {}],
    ["in a subagent", { config }, { rootSession: "ses_0" }],
    ["of the plan agent", { config }, { agent: "plan" }],
    ["of explore", { config }, { agent: "explore" }],
    ["of a summary", { config }, { agent: "summary" }],
    ["where OpenCode has not the tool", { config }, { tools: [tool("edit")] }],
    [
      "that changed nothing and was asked nothing of the kind",
      { config },
      { prompt: [user("what is this?")] },
    ],
  ]
  test.each(not)("but not %s", async (_what, given, call) => {
    expect(callsOf(await attempt(await stage(given), FAILED, call))).toEqual([])
  })
})

test("a check that OpenCode did not run is not asked for again, which is said", async () => {
  const it = await stage({ config })
  await it.call({ prompt: edited, tools: TOOLS })
  const failed = [...edited, ...pair("ralex_verify", "call_2", "Error: another plugin said no")]
  const answer = await it.call({ prompt: failed, tools: TOOLS })
  expect(answer.text).toStartWith("Not verified: OpenCode did not run")
  expect(it.instance.outcome.unverified).toBe(true)
  expect(it.asked()).toHaveLength(1)
})

test("work that a person spoke into is checked once work is asked for again, not after a question", async () => {
  const model = script((request) =>
    lastUserText(request) === ASK
      ? { toolCalls: [{ name: "bash", arguments: { command: "x" } }] }
      : { text: "Noon." },
  )
  const it = await stage({ config, simulator: { model } })
  await it.call({ prompt: [user(ASK)], tools: TOOLS })
  await Bun.sleep(20)
  writeFileSync(join(it.instance.project, "a.ts"), "changed")
  const spoken = [user(ASK), ...pair("bash", "call_1", "ok"), user("stop. what is the time?")]
  const question = await it.call({ prompt: spoken, tools: TOOLS, turn: "msg_2" })
  expect(callsOf(question)).toEqual([])
  const on = [...spoken, user("go on"), ...pair("bash", "call_2", "ok")]
  const answer = await it.call({ prompt: on, tools: TOOLS, turn: "msg_3" })
  expect(callsOf(answer)).toEqual(["ralex_verify"])
  expect(it.instance.attempts.get("ses_1")?.isTop).toBe(false)
})

test("work that was stopped is told of, and not gone on with", async () => {
  const model = script((request) =>
    lastUserText(request) === ASK
      ? { toolCalls: [{ name: "bash", arguments: { command: "x" } }] }
      : { text: "I stopped." },
  )
  const it = await stage({ config, simulator: { model } })
  await it.call({ prompt: [user(ASK)], tools: TOOLS })
  await Bun.sleep(20)
  writeFileSync(join(it.instance.project, "a.ts"), "changed")
  const prompt = [user(ASK), ...pair("bash", "call_1", "ok"), user("stop")]
  expect(callsOf(await it.call({ prompt, tools: TOOLS, turn: "msg_2" }))).toEqual(["ralex_verify"])
  expect(it.instance.attempts.get("ses_1")?.isTop).toBe(true)
})

/** Begins to work on the ask, and ends at any other word. */
const worker = script((request) =>
  lastUserText(request) === ASK
    ? { toolCalls: [{ name: "bash", arguments: { command: "x" } }] }
    : { text: "Done." },
)

test("work whose check was broken off is checked once it goes on", async () => {
  const it = await stage({ config, simulator: { model: worker } })
  await it.call({ prompt: [user(ASK)], tools: TOOLS })
  await Bun.sleep(20)
  writeFileSync(join(it.instance.project, "a.ts"), "changed")
  const spoken = [user(ASK), ...pair("bash", "call_1", "ok"), user("go on")]
  expect(callsOf(await it.call({ prompt: spoken, tools: TOOLS, turn: "msg_2" }))).toEqual(["ralex_verify"])
  const on = [...spoken, user("go on, please")]
  expect(callsOf(await it.call({ prompt: on, tools: TOOLS, turn: "msg_3" }))).toEqual(["ralex_verify"])
})

test("what a stronger model was at work on is checked after a person spoke into it", async () => {
  const it = await stage({ config, simulator: { model: worker } })
  await it.call({ prompt: [user(ASK)], tools: TOOLS })
  await Bun.sleep(20)
  writeFileSync(join(it.instance.project, "a.ts"), "changed")
  const spoken = [user(ASK), user("go on"), ...pair("bash", "call_1", "ok")]
  await it.call({ prompt: spoken, tools: TOOLS, turn: "msg_2" })
  Object.assign(it.instance.attempts.get("ses_1") ?? {}, { state: "ended", outcome: FAILED })
  const raised = [...spoken, ...pair("ralex_verify", "call_2", "it failed"), user(ASK)]
  expect(callsOf(await it.call({ prompt: raised, tools: TOOLS, turn: "msg_2" }))).toEqual(["bash"])
  const on = [...raised, ...pair("bash", "call_3", "ok"), user("go on, please")]
  expect(callsOf(await it.call({ prompt: on, tools: TOOLS, turn: "msg_3" }))).toEqual(["ralex_verify"])
})

test("work whose first half a compaction took out of the prompt is checked", async () => {
  const it = await stage({ config, simulator: { model: worker } })
  await it.call({ prompt: [user(ASK)], tools: TOOLS })
  await Bun.sleep(20)
  writeFileSync(join(it.instance.project, "a.ts"), "changed")
  const compacted = [user("Continue if you have next steps"), ...pair("read", "call_9", "x")]
  expect(callsOf(await it.call({ prompt: compacted, tools: TOOLS }))).toEqual(["ralex_verify"])
})

test("what a person changes while plan is asked is no work of the next question's", async () => {
  const it = await stage({ config, simulator: { model: script(() => ({ text: "A plan." })) } })
  await it.call({ prompt: [user("how would you do it?")], tools: TOOLS, agent: "plan" })
  await Bun.sleep(20)
  writeFileSync(join(it.instance.project, "a.ts"), "changed")
  const prompt = [
    user("how would you do it?"),
    user("what does greet.txt do?"),
    ...pair("read", "call_1", "hi"),
  ]
  expect(callsOf(await it.call({ prompt, tools: TOOLS, turn: "msg_2" }))).toEqual([])
})

test("a model chosen by its id is checked, and never raised", async () => {
  const it = await stage({ config })
  const answer = await attempt(it, FAILED, { model: "openai/gpt-6-sol" })
  expect(callsOf(answer)).toEqual(["ralex_verify"])
  const after = await it.call({ prompt: checked, tools: TOOLS, model: "openai/gpt-6-sol" })
  expect(after.text).toContain("Verification failed: `bun test`")
  expect(it.asked()).toEqual(["openai/gpt-6-sol"])
})

test.each([
  ["a command", (file: string) => writeFileSync(file, "changed"), ["ralex_verify"]],
  ["nobody", () => {}, []],
])("files that were changed by %s", async (_who, change, calls) => {
  const it = await stage({ config })
  const file = join(it.instance.project, "a.ts")
  writeFileSync(file, "before")
  await Bun.sleep(20)
  const ask = user("tidy up")
  await it.call({ prompt: [ask], tools: TOOLS })
  change(file)
  const looked = await it.call({ prompt: [ask, ...pair("bash", "call_1", "ok")], tools: TOOLS })
  expect(callsOf(looked)).toEqual(calls)
})

test("a check that passed is not read by the next model, nor what Ralex said of it", async () => {
  const it = await stage({ config })
  await attempt(it, { kind: "passed", sentence: "`bun test` passed in 3 s." })
  const passed = [...edited, ...pair("ralex_verify", "call_2", "Passed: `bun test` passed in 3 s.")]
  const said = await it.call({ prompt: passed, tools: TOOLS })
  expect(said.parts.find(({ type }) => type === "text-start")).toMatchObject({
    providerMetadata: { ralex: { command: "answer" } },
  })
  await it.call({ prompt: [...passed, user("what is the time?")], tools: TOOLS, turn: "msg_2" })
  expect(JSON.stringify(it.simulator.requests().at(-1)?.body)).not.toContain("passed in 3 s")
})

describe("hard work that a check can judge", () => {
  const HARD =
    "Refactor the order service into pricing and shipping across the whole code base, keep it backwards compatible"
  const hard = (given: CallGiven = {}): CallGiven => ({ prompt: [user(HARD)], tools: TOOLS, ...given })
  const tierOf = async (given: Parameters<typeof stage>[0], call: CallGiven) => {
    const it = await stage(given)
    await it.call(call)
    return (await it.calls())[0]?.tier
  }

  test.each([
    ["begins cheap", { config }, {}, "cheap"],
    ["not without a check", {}, {}, "smart"],
    ["not where nothing is raised", { config: { verify: { run: "x", onFailure: "ask" } } }, {}, "smart"],
    [
      "not where a person does not want it",
      { config: { verify: { run: "x", cheapFirst: false } } },
      {},
      "smart",
    ],
    ["not where OpenCode has not the tool", { config }, { tools: [tool("edit")] }, "smart"],
    ["not in a subagent", { config }, { rootSession: "ses_0" }, "smart"],
    [
      "not what wants an opinion",
      { config },
      {
        prompt: [user("Review the architecture of the order service across all modules and its concurrency")],
      },
      "smart",
    ],
  ] as const)("%s", async (_what, given, call, tier) => {
    expect(await tierOf(given as Parameters<typeof stage>[0], hard(call as CallGiven))).toBe(tier)
  })

  test("profile quality begins where it belongs", async () => {
    const lower = await tierOf({ config: { ...config, profile: "frugal" } }, hard())
    expect([lower, await tierOf({ config: { ...config, profile: "quality" } }, hard())]).not.toEqual([
      lower,
      lower,
    ])
  })

  test("what a person says did not work goes to the next tier", async () => {
    const it = await stage({ config })
    await it.call(hard())
    await it.call(
      hard({ prompt: [user(HARD), user("It still does not work, same error again.")], turn: "msg_2" }),
    )
    expect((await it.calls()).map(({ tier }) => tier)).toEqual(["cheap", "smart"])
  })
})

describe("after the check", () => {
  test("a failure goes to the next tier, told to the person once and written down", async () => {
    const it = await stage({ config })
    await attempt(it)
    await it.call({ prompt: checked, tools: TOOLS })
    expect(it.asked().map((model) => model.split("/")[0])).toEqual(["google", "anthropic"])
    expect(it.told.filter((text) => text.includes("goes on with the smart tier"))).toHaveLength(1)
    const row = (await it.calls()).find(({ cause }) => cause === "raised")
    expect(row?.signals).toEqual(["raised from cheap to smart: the project's verification failed"])
  })

  test.each([
    [{ kind: "passed", sentence: "`bun test` passed in 3 s." }, "Verified: `bun test` passed in 3 s."],
    [{ kind: "timed-out", sentence: "It hung." }, "Not verified: It hung. Look at `verify` in ralex.yaml."],
    [{ kind: "could-not-run", sentence: "No." }, "Not verified: No. Look at `verify` in ralex.yaml."],
  ] as const)("%j is said without a model", async (outcome, said) => {
    const it = await stage({ config })
    await attempt(it, outcome)
    const answer = await it.call({ prompt: checked, tools: TOOLS })
    expect(answer).toMatchObject({ text: said, finish: { finishReason: { unified: "stop" } } })
    expect(it.asked()).toHaveLength(1)
  })

  test("a person who typed meanwhile is answered: nothing is raised", async () => {
    const it = await stage({ config })
    await attempt(it)
    await it.call({ prompt: [...checked, user("leave it, what is the time?")], tools: TOOLS, turn: "msg_2" })
    expect(it.asked().every((model) => model.startsWith("google/"))).toBe(true)
    expect(it.told).toEqual([])
  })

  test("a sign is not called a failed verification where a budget keeps the next tier away", async () => {
    const it = await stage({ config: { verify: { onFailure: "raise" }, budgets: { daily: 100 } } })
    await spend(it, 91)
    const silent = [user(ASK), ...pair("read", "call_1", "x")]
    expect(callsOf(await it.call({ prompt: silent, tools: TOOLS }))).toEqual(["ralex_verify"])
    Object.assign(it.instance.attempts.get("ses_1") ?? {}, { state: "ended" })
    const { text } = await it.call({
      prompt: [...silent, ...pair("ralex_verify", "call_2", "x")],
      tools: TOOLS,
    })
    expect(text).toStartWith("Ralex doubts that this is done: a change was wanted")
    expect(it.asked()).toHaveLength(1)
  })

  test("what a person chose is not raised, only said", async () => {
    const it = await stage({ config })
    it.instance.chosenTiers.set("ses_1", "cheap")
    await attempt(it)
    expect((await it.call({ prompt: checked, tools: TOOLS })).text).toContain(
      "Verification failed: `bun test`",
    )
    expect(it.asked()).toHaveLength(1)
  })

  test("an attempt is raised as often as is configured, and no more", async () => {
    const it = await stage({ config: { verify: { run: "bun test", attempts: 1 } } })
    await attempt(it)
    await attempt(it, FAILED, { prompt: checked })
    expect((await it.call({ prompt: checked, tools: TOOLS })).text).toContain("Verification failed")
    expect(it.asked()).toHaveLength(2)
    expect(it.instance.outcome.unverified).toBe(true)
  })
})

describe.each(["anthropic/claude-sonnet-5", "openai/gpt-6-sol", "google/gemini-3.8-flash"])(
  "%s reads",
  (model) => {
    test("checks as text, other tool calls with their ids, and no foreign thoughts", async () => {
      const it = await stage({ config, simulator: { thoughtSignatures: true } })
      const thought = { type: "reasoning" as const, text: "SIGNED THOUGHT" }
      const prompt = checked.map((message) =>
        message.role === "assistant" ? { ...message, content: [thought, ...message.content] } : message,
      )
      expect((await it.call({ prompt, tools: TOOLS, model })).error).toBeUndefined()
      const { messages, tools } = it.simulator.requests().at(-1)?.body ?? { messages: [] }
      const sent = JSON.stringify({ messages, tools })
      for (const absent of ["ralex_verify", 'secret-nonce\\"}}', "call_2", "SIGNED THOUGHT"])
        expect(sent).not.toContain(absent)
      expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "tool", "user"])
      expect(messages[1]?.tool_calls?.[0]?.id).toBe("call_1")
      expect(messages[2]?.tool_call_id).toBe("call_1")
      expect(JSON.stringify(messages[3])).toContain("it failed: SECOND TEST")
    })
  },
)
