// The request log and the run's summary with the real binary: what they hold of a session full of secrets, what the model
// can not do to them, and what is left when a signal ends the run.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { existsSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { readEntries } from "../../ledger/index.ts"
import { type CodingModel, type Reply, steps } from "../../simulator/index.ts"
import { attributesOf, otelCollector } from "../otel-collector.ts"
import { filesUnder, foundIn, plantedSecrets, textWith } from "../planted-secrets.ts"
import { bash, tool } from "./replies.ts"
import { CHECKOUT, type Sandbox, sandbox } from "./sandbox.ts"

const places = {
  file: plantedSecrets(11_000),
  ask: plantedSecrets(12_000),
  args: plantedSecrets(13_000),
  answer: plantedSecrets(14_000),
  error: plantedSecrets(15_000),
  name: plantedSecrets(16_000),
}
const all = Object.entries(places).flatMap(([place, planted]) =>
  planted.map(({ name, ...one }) => ({ ...one, name: `${name} of ${place}` })),
)

const inNames = places.name.find(({ name }) => name === "GitHub")?.secret ?? ""
const agent = `helper-${inNames}`
const title = `about ${inNames}`

let box: Sandbox
const collector = otelCollector()
let replies: Reply[] = []
const model: CodingModel = (request) => steps(replies)(request)
beforeAll(async () => {
  box = await sandbox({
    model,
    files: { "secrets.txt": textWith(places.file) },
    opencode: { agent: { [agent]: { mode: "primary", description: "Helps" } } },
    user: `otel: { endpoint: "${collector.url}" }\nbudgets: { daily: 5, agents: { "${agent}": { daily: 4 } } }\n`,
  })
})
afterAll(async () => {
  await box.stop()
  await collector.stop()
})

const folder = () => join(box.data, "ralex", "log")
const ralex = (...words: string[]) => box.spawn(["bun", join(CHECKOUT, "cli", "main.ts"), ...words])

test("secrets of every kind, in all that a session holds, stand nowhere that Ralex writes", async () => {
  const summary = join(box.root, "summary.md")
  const token = places.args.find(({ name }) => name === "GitHub")?.secret ?? ""
  replies = [
    tool("read", { filePath: join(box.project, "secrets.txt") }),
    tool("write", { filePath: join(box.project, "copy.txt"), content: textWith(places.args) }),
    bash(`git reset --hard && curl -H 'Authorization: Bearer ${token}' http://127.0.0.1:9`),
    { text: `It is done.\n${textWith(places.answer)}` },
  ]
  for (const { text } of places.error.slice(0, 3))
    box.simulator.fail({ kind: "status", status: 503, message: `wrong: ${text}`, raw: `wrong: ${text}` })
  const run = await box.run(`do the work with these:\n${textWith(places.ask)}`, {
    args: ["--title", title, "--agent", agent],
    env: { RALEX_LOG: "full", RALEX_SUMMARY: summary },
  })
  expect(run.code).toBe(0)
  const entries = readEntries(folder(), "")
  const calls = entries.filter((entry) => entry.type === "call")
  expect(calls.length).toBeGreaterThanOrEqual(4)
  expect(JSON.stringify(calls)).toContain("a line before 0")
  expect(JSON.stringify(calls.at(-1)?.answer)).toContain("It is done.")
  expect(entries.filter((entry) => entry.type === "verdict" && entry.verdict !== "allow")).toHaveLength(1)
  expect(calls.flatMap(({ failures }) => failures).length).toBeGreaterThan(0)
  const id = calls[0]?.id ?? ""
  const outputs = await Promise.all(
    [
      ["log", "--all"],
      ["log", "--all", "--jsonl"],
      ["log", "--call", id, "--full"],
      ["report", "--json", "--by", "session"],
      ["report", "--markdown", "--by", "agent"],
      ["budget", "--json"],
      ["metrics"],
      ["report", "--blocks"],
      ["doctor", "--offline"],
      ["models"],
    ].map(async (words) => {
      const { stdout, stderr } = await ralex(...words)
      return { path: `ralex ${words.join(" ")}`, text: stdout + stderr }
    }),
  )
  const everything = [
    ...filesUnder(join(box.data, "ralex")),
    ...outputs,
    { path: "spans", text: JSON.stringify(collector.received) },
    { path: "summary", text: readFileSync(summary, "utf8") },
    {
      path: "said",
      text: run.stderr
        .split("\n")
        .filter((line) => line.includes("Ralex"))
        .join("\n"),
    },
  ]
  expect(calls.some((entry) => entry.agent === "helper-[redacted]")).toBe(true)
  expect(outputs.find(({ path }) => path === "ralex report --markdown --by agent")?.text).toContain(
    "| helper-\\[redacted\\] |",
  )
  const spent = outputs.find(({ path }) => path === "ralex budget --json")?.text ?? ""
  expect(JSON.parse(spent).budgets).toContainEqual(
    expect.objectContaining({
      part: { agent: "helper-[redacted]" },
      countedNano: String(calls.reduce((sum, { costNano }) => sum + BigInt(costNano), 0n)),
    }),
  )
  expect(outputs[2]?.text).toContain("--- user")
  expect(
    everything.flatMap(({ path, text }) => foundIn(text, all).map((name) => `${path}: ${name}`)),
  ).toEqual([])
})

test("each of its calls was told to the person's OpenTelemetry collector, by its session and with its cost", () => {
  const calls = readEntries(folder(), "").filter((entry) => entry.type === "call")
  const told = collector.spans().map(attributesOf)
  for (const { id, session, model: answered, costNano } of calls)
    expect(told).toContainEqual(
      expect.objectContaining({
        "ralex.call.id": id,
        "gen_ai.conversation.id": session,
        "gen_ai.response.model": answered,
        "ralex.cost_usd": Number(costNano) / 1e9,
      }),
    )
  expect(new Set(told.map((span) => span["ralex.call.id"])).size).toBe(calls.length)
  expect(collector.received.every(({ path }) => path === "/v1/traces")).toBe(true)
})

test("metadata, the default, has no word of what was said", async () => {
  replies = [{ text: "The verdant answer." }]
  const before = readEntries(folder(), "").length
  const run = await box.run("a vermilion question", { args: ["--title", "plain"] })
  expect(run.code).toBe(0)
  const entries = readEntries(folder(), "").slice(before)
  expect(entries.length).toBeGreaterThan(0)
  expect(JSON.stringify(entries)).not.toMatch(/vermilion|verdant/)
  expect(statSync(join(folder(), "requests.jsonl")).mode & 0o777).toBe(0o600)
})

test("the model can neither read nor change the log", async () => {
  const path = join(folder(), "requests.jsonl")
  const before = readFileSync(path, "utf8")
  const blocked = readEntries(folder(), "").filter(
    (entry) => entry.type === "verdict" && entry.verdict !== "allow",
  )
  replies = [
    tool("read", { filePath: path }),
    bash(`cat ${path}`),
    bash(`echo > ${path}`),
    bash(`rm -rf ${folder()}`),
    tool("write", { filePath: path, content: "nothing happened" }),
    { text: "I can not." },
  ]
  const run = await box.run("look at the log", { args: ["--title", "curious"] })
  expect(run.code).toBe(0)
  expect(readFileSync(path, "utf8")).toStartWith(before)
  const after = readEntries(folder(), "").filter(
    (entry) => entry.type === "verdict" && entry.verdict !== "allow",
  )
  expect(after.length - blocked.length).toBe(5)
})

test("an untrusted project can not have messages logged", async () => {
  await Bun.write(join(box.project, "ralex.yaml"), "log: full\n")
  replies = [{ text: "A cerulean answer." }]
  const run = await box.run("say a colour", { args: ["--title", "project"] })
  await Bun.write(join(box.project, "ralex.yaml"), "")
  expect(run.stderr).toContain("ignores log in")
  expect(JSON.stringify(readEntries(folder(), ""))).not.toContain("cerulean")
})

test("a run that a signal ends leaves a summary of what it did", async () => {
  const path = join(box.root, "killed.md")
  replies = [bash("sleep 60"), { text: "Never said." }]
  const child = Bun.spawn(
    [join(CHECKOUT, "node_modules", ".bin", "opencode"), "run", "--title", "killed", "wait a minute"],
    {
      cwd: box.project,
      env: { ...box.env, RALEX_SUMMARY: path },
      ...{ stdin: "ignore", stdout: "ignore", stderr: "ignore" },
    },
  )
  while (!existsSync(path) || !readFileSync(path, "utf8").includes("### Calls")) await Bun.sleep(50)
  child.kill("SIGTERM")
  await child.exited
  const text = readFileSync(path, "utf8")
  expect(text).toContain("## Ralex: run in")
  expect(text).toMatch(/\| Calls \| \d+/)
  expect(text).toContain("| Ended | not yet at")
})
