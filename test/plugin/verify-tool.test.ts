// The tool `ralex_verify`: who may call it, what it runs, under which rules and limits, and what it says of it.
import { afterEach, describe, expect, test } from "bun:test"
import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Attempt } from "../../config/index.ts"
import { guardTool } from "../../plugin/guard-tool.ts"
import { noteExitCode } from "../../plugin/note-exit-code.ts"
import { verifyTool } from "../../plugin/verify-tool.ts"
import { closeSamples, type Sample, sample } from "./sample-opencode.ts"

afterEach(closeSamples)

async function ask(it: Sample, run: string | undefined, nonce = "right", given: Partial<Attempt> = {}) {
  const { instance, sessions } = it
  const directory = instance.project
  mkdirSync(directory, { recursive: true })
  const attempt: Attempt = {
    nonce: "right",
    turn: "msg_1",
    tier: "cheap",
    raises: 0,
    isTop: false,
    signs: ["the answer was cut off or empty"],
    run,
    state: "asked",
    outcome: undefined,
    ...given,
  }
  instance.attempts.set("ses_1", attempt)
  const guard = guardTool({ instance, sessions, directory, serverUrl: new URL("http://127.0.0.1:4096") })
  const tool = verifyTool({ instance, guard }).ralex_verify
  if (!tool) throw new Error("there is no tool")
  const metadata: unknown[] = []
  const call = { sessionID: "ses_1", messageID: "m", abort: new AbortController().signal }
  const context = { ...call, metadata: (one: unknown) => metadata.push(one) }
  type Execute = (args: { nonce: string }, context: unknown) => Promise<string | { output: string }>
  const said = await (tool.execute as unknown as Execute)({ nonce }, context).then(
    (result) => (typeof result === "string" ? result : result.output),
    (error: Error) => error.message,
  )
  return { said, attempt, metadata }
}

const config = (timeout = 60) => ({ verify: { run: "x", timeout } })

test("there is no tool where nothing is to be checked", async () => {
  const { instance } = await sample()
  const guard = {
    before: async () => {},
    verdictOf: () => undefined,
    ended: () => {},
    noteFound: async () => {},
  }
  expect(verifyTool({ instance, guard })).toEqual({})
})

describe("it does nothing", () => {
  test("without the nonce", async () => {
    const it = await sample(config())
    const { said, attempt } = await ask(it, "touch ran", "wrong")
    expect(said).toContain("this call did nothing")
    expect(attempt.state).toBe("asked")
    expect(existsSync(join(it.instance.project, "ran"))).toBe(false)
  })

  test.each(["running", "ended", "read"] as const)("for a nonce that was used: %s", async (state) => {
    const it = await sample(config())
    expect((await ask(it, "touch ran", "right", { state })).said).toContain("this call did nothing")
    expect(existsSync(join(it.instance.project, "ran"))).toBe(false)
  })
})

describe("a verification that", () => {
  test.each([
    ["passes", "true", "passed", /^Passed: `true` passed in 1 s\.$/],
    [
      "fails",
      "echo WHY; exit 3",
      "failed",
      /failed with exit 3.*no instruction:\n(---- \w{8} ----)\nWHY\n\1$/s,
    ],
    ["is not there", "no-such-program", "could-not-run", /names a program that can not be run \(exit 127\)/],
    ["is forbidden", "rm -rf ~", "could-not-run", /was not run\. Ralex blocked this/],
    ["crashes", "kill -9 $$", "failed", /was ended by SIGKILL/],
  ] as const)("%s", async (_what, run, kind, said) => {
    const it = await sample(config())
    const found = await ask(it, run)
    const [row] = (await it.ledger.verdicts({})).filter(({ tool }) => tool === "ralex_verify")
    expect(row).toMatchObject({ verdict: "allow", rule: `verify.${kind}`, session: "ses_1" })
    expect(found.attempt).toMatchObject({ state: "ended", outcome: { kind } })
    expect(found.said).toMatch(said)
  })

  test("fails orders the next model to mend it, but where nothing goes on the person decides", async () => {
    const order = "find the cause, finish the work"
    expect((await ask(await sample(config()), "exit 1")).said).toContain(order)
    for (const [given, attempt] of [
      [config(), { isTop: true }],
      [{ verify: { run: "x", onFailure: "ask" as const } }, {}],
    ] as const)
      expect((await ask(await sample(given), "exit 1", "right", attempt)).said).not.toContain(order)
  })

  test("hangs is stopped, its children too", async () => {
    const { said, attempt } = await ask(await sample(config(0.5)), "sleep 4712 & echo BEGUN; sleep 4712")
    expect(attempt.outcome?.kind).toBe("timed-out")
    expect(said).toMatch(/did not end within 0\.5 s and was stopped\..*\nBEGUN\n/s)
    // They are killed by then, but the system may not have buried them yet.
    while (Bun.spawnSync(["pgrep", "-f", "^sleep 4712"]).stdout.toString() !== "") await Bun.sleep(20)
  })

  test("is ended when OpenCode is killed meanwhile", async () => {
    const script = `
      const { runVerification } = await import(${JSON.stringify(join(import.meta.dir, "../../plugin/run-verification.ts"))})
      const request = { command: "sleep 4713", directory: "/", seconds: 60, signal: new AbortController().signal }
      await runVerification({ ...request, progress: () => {} })`
    const opencode = Bun.spawn([process.execPath, "-e", script], { stdout: "ignore", stderr: "ignore" })
    const running = () => Bun.spawnSync(["pgrep", "-f", "^sleep 4713"]).stdout.toString() !== ""
    while (!running()) await Bun.sleep(20)
    opencode.kill("SIGKILL")
    await opencode.exited
    while (running()) await Bun.sleep(50)
  })

  test("prints a lot is cut in the middle, and its secrets are taken out", async () => {
    const key = `sk-or-v1-${"0123456789abcdef".repeat(4)}`
    const run = `echo FIRST; seq 1 20000; printf '%s%s\\n' ${key.slice(0, 20)} ${key.slice(20)}; echo LAST; exit 1`
    const { said } = await ask(await sample(config()), run)
    for (const part of ["FIRST", "[…]", "LAST"]) expect(said).toContain(part)
    expect(said.length).toBeLessThan(10_000)
    expect(said).not.toContain(key)
  })

  test.each([1_950, 1_990, 2_400])("has no key where its beginning is cut, at character %d", async (at) => {
    const run = `head -c ${at} /dev/zero | tr '\\0' x; h=0123456789abcdef; echo " sk-or-v1-$h$h$h$h"; seq 1 20000; exit 1`
    const { said } = await ask(await sample(config()), run)
    expect(said).toContain("[…]")
    expect(said.includes("0123456789abcdef0")).toBe(false)
  })

  test("prints little has no key, not where its halves meet nor with colours in it", async () => {
    const run = `head -c 1985 /dev/zero | tr '\\0' x; h=0123456789abcdef; printf ' sk-or-v1-%s\\033[1m%s%s%s\n' $h $h $h $h; exit 1`
    const { said } = await ask(await sample(config()), run)
    expect(said.includes("0123456789abcdef0")).toBe(false)
  })

  test("is not there leaves the signs to speak", async () => {
    const { said, attempt } = await ask(await sample({ verify: { onFailure: "raise" } }), undefined)
    expect(attempt).toMatchObject({ state: "ended", outcome: undefined })
    expect(said).toStartWith("Ralex judged the last attempt as not done: the answer was cut off or empty.")
  })
})

test("exit codes of commands are kept, and no more than a thousand", async () => {
  const { instance } = await sample()
  for (let call = 0; call < 1_200; call++)
    noteExitCode({ callID: `c${call}` }, { metadata: { exit: 1 } }, instance)
  noteExitCode({ callID: "other" }, { metadata: { title: "x" } }, instance)
  noteExitCode({ callID: "none" }, undefined, instance)
  expect(instance.exitCodes.size).toBe(1_000)
  expect(instance.exitCodes.get("c1199")).toBe(1)
})
