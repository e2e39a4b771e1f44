// What a tool gives back loses its secrets before anybody has it, wherever in it they stand.
import { afterEach, expect, test } from "bun:test"
import { maskOutput } from "../../plugin/mask-output.ts"
import { sampleSecrets } from "../provider/outbound/sample-secrets.ts"
import { closeSamples, type Sample, sample } from "./sample-opencode.ts"

afterEach(closeSamples)

const github = sampleSecrets(3).find(({ name }) => name === "GitHub")?.secret ?? ""
const PLACEHOLDER = /\[ralex-masked:github:[0-9a-f]{8}\]/
const call = { tool: "read", sessionID: "ses_1", callID: "call_1", args: { filePath: "/p/.config" } }

function mask(it: Sample, output: object): Promise<void> {
  return maskOutput(call, output, { instance: it.instance, sessions: it.sessions })
}

test("the text, the title, the metadata and an attached text are masked, and the rest stays as it was", async () => {
  const it = await sample()
  const attached = `data:text/plain;base64,${Buffer.from(`key ${github}`).toString("base64")}`
  const output = {
    title: `cat ${github}`,
    output: `token=${github}\n`,
    metadata: { exit: 0, preview: [`a ${github}`], nested: { diff: `+${github}` } },
    attachments: [{ type: "file", url: attached }],
  }
  await mask(it, output)
  expect(JSON.stringify(output)).not.toContain(github)
  expect(output.output).toMatch(PLACEHOLDER)
  expect(output.output).toContain("stays on this machine")
  expect(output.metadata.exit).toBe(0)
  const [, kept = ""] = output.attachments[0]?.url.split(",") ?? []
  expect(Buffer.from(kept, "base64").toString()).toMatch(PLACEHOLDER)
  const placeholder = PLACEHOLDER.exec(output.output)?.[0] ?? ""
  expect(it.instance.masked?.has(placeholder)).toBe(true)
  expect(it.told.join()).toContain("in the result of read (/p/.config)")
  expect(await it.ledger.verdicts({})).toMatchObject([{ rule: "outbound.masked" }])
})

test("the answer of an MCP server is masked in its own form", async () => {
  const it = await sample()
  const output = {
    content: [{ type: "text", text: `token: ${github}` }],
    structuredContent: { token: github },
  }
  await mask(it, output)
  expect(JSON.stringify(output)).not.toContain(github)
  expect(output.content.at(-1)?.text).toContain("stays on this machine")
})

test("an output without secrets is not touched", async () => {
  const it = await sample()
  const output = { title: "x", output: "export const API_KEY = process.env.API_KEY\n", metadata: { exit: 0 } }
  const before = structuredClone(output)
  await mask(it, output)
  expect(output).toEqual(before)
  expect(it.told).toEqual([])
})

test.each(["warn", "off"] as const)("with outbound.secrets: %s nothing is masked", async (secrets) => {
  const it = await sample({ outbound: { secrets } })
  const output = { title: "x", output: github, metadata: {} }
  await mask(it, output)
  expect(output.output).toBe(github)
})
