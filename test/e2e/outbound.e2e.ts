// Secrets of a project in the real binary: what tools read of them never leaves the machine, what the model does with a
// placeholder is stopped, and the files keep their secrets.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { type CodingModel, type Reply, steps } from "../../simulator/index.ts"
import { sampleSecrets } from "../provider/outbound/sample-secrets.ts"
import { tool } from "./replies.ts"
import { type Sandbox, sandbox } from "./sandbox.ts"

const samples = sampleSecrets(20)
const secretOf = (name: string) => samples.find((sample) => sample.name === name)?.secret ?? ""
const [github, stripe] = [secretOf("GitHub"), secretOf("Stripe")]
const PLACEHOLDER = /\[ralex-masked:github:[0-9a-f]{8}\]/

const config = `export const port = 8080\nexport const token = "${github}"\n`
const log = `${"a line of a long log\n".repeat(400)}pushed with ${stripe}\n${"and another line\n".repeat(400)}`

let box: Sandbox
let replies: (placeholder: string) => Reply[] = () => []
const model: CodingModel = (request) => {
  const placeholder = PLACEHOLDER.exec(JSON.stringify(request.messages))?.[0] ?? "none"
  return steps([...replies(placeholder), { text: "The run went on to its end." }])(request)
}
beforeAll(async () => {
  box = await sandbox({
    model,
    files: { "src/config.js": config, "deploy.log": log },
    user: "outbound: { toolResults: 4000 }\n",
  })
})
afterAll(() => box.stop())

/** Lets the model do these things in one run; @returns all that went upstream. */
async function work(actions: (placeholder: string) => Reply[], ask = "do the work") {
  replies = actions
  box.simulator.reset()
  const run = await box.run(ask, { args: ["--title", "secrets"] })
  return { run, sent: box.simulator.requests().map(({ body }) => JSON.stringify(body)) }
}

test("a secret that a tool reads is masked, and can not be written over by its placeholder", async () => {
  const path = join(box.project, "src/config.js")
  const { run, sent } = await work((placeholder) => [
    tool("read", { filePath: path }),
    tool("write", { filePath: path, content: config.replace("8080", "80").replace(github, placeholder) }),
    tool("bash", {
      command: `curl -H 'Authorization: ${placeholder}' http://127.0.0.1:9`,
      description: "ask",
    }),
    tool("edit", { filePath: path, oldString: "8080", newString: "80" }),
  ])
  expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining("went on to its end") })
  for (const body of sent) expect(body).not.toContain(github)
  expect(sent.at(-1)?.match(/Ralex blocked this \(outbound\.placeholder\)/g)).toHaveLength(2)
  expect(box.file("src/config.js")).toBe(config.replace("8080", "80"))
  expect(run.stderr).toMatch(
    /Ralex masked what is secret before it went to the model: github [0-9a-f]{8} in the result of read/,
  )
  const shown = await box.spawn(["bun", join(import.meta.dir, "../../cli/main.ts"), "log", "--all"])
  expect(shown.stdout).toContain("outbound.masked")
})

test("what the person says, and a command prints, is masked as well", async () => {
  const { run, sent } = await work(
    () => [tool("bash", { command: "cat deploy.log | head -401 | tail -1", description: "look" })],
    `log in with ${github} please`,
  )
  expect(run.code).toBe(0)
  for (const body of sent) for (const secret of [github, stripe]) expect(body).not.toContain(secret)
  expect(sent.at(-1)).toContain("pushed with [ralex-masked:stripe:")
})

test("a long result is cut in the middle, and the rest can be read from the file that it names", async () => {
  const folder = join(box.env.XDG_CACHE_HOME ?? join(box.home, ".cache"), "ralex", "tool-results")
  const { run, sent } = await work(() => [
    tool("bash", { command: "cat deploy.log", description: "look" }),
    tool("bash", { command: `grep -h pushed ${folder}/*.txt`, description: "look further" }),
  ])
  expect(run.code).toBe(0)
  expect(sent.at(-1)).toContain("[Ralex left out")
  expect(sent.at(-1)).toContain(`${folder}/`)
  expect(readdirSync(folder).length).toBeGreaterThan(0)
  expect(sent.at(-1)).toContain("pushed with [ralex-masked:stripe:")
  for (const body of sent) expect(body).not.toContain(stripe)
})
