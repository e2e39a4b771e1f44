// One `opencode serve` for several projects: a healthy plugin of one does not vouch for another.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { HANDSHAKE } from "../../config/index.ts"
import { skipInstall } from "../../scripts/throw-away-machine.ts"
import { leakyMachine } from "./leaky-machine.ts"
import { type Sandbox, writeAt } from "./sandbox.ts"
import { ask, type Served, serve } from "./serve.ts"
import { breakModule, fetched, makeRelease, type Release, ralex } from "./ways-to-install.ts"

let box: Sandbox
let release: Release
let served: Served
beforeAll(async () => {
  box = await leakyMachine()
  release = await makeRelease(box)
  await fetched(box, release)
  for (const name of ["first", "second", "broken"]) await setUp(folder(name))
  breakModule(join(folder("broken"), ".opencode", "plugin", "ralex.js"))
  served = await serve(box)
})
afterAll(async () => {
  served?.server.kill()
  await served?.server.exited
  release.remove()
  await box.stop()
})

const folder = (name: string) => join(box.root, name)
const notes = () => join(box.root, "nonces")

async function setUp(project: string): Promise<void> {
  const { checkout: root, tools } = release
  writeAt(join(project, "README.md"), "# A project\n")
  await box.spawn(["git", "init", "-q"], { cwd: project })
  await ralex(box, { root, tools, words: ["init", "--drop-in", "--yes"], cwd: project })
  writeAt(join(project, ".opencode", "plugin", "spy.js"), spy())
  skipInstall(join(project, ".opencode"))
}

/** Loaded after ralex.js, by its name, so it sees what that put on a call. */
function spy(): string {
  return `import { appendFileSync } from "node:fs"
const note = (directory, headers) =>
  appendFileSync(${JSON.stringify(notes())}, directory + " " + headers["${HANDSHAKE.nonce}"] + "\\n")
const server = async ({ directory }) => ({ "chat.headers": async (_call, { headers }) => note(directory, headers) })
export default { id: "spy", server }
`
}

function noncesOf(name: string): string[] {
  const lines = readFileSync(notes(), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" "))
  return [
    ...new Set(lines.flatMap(([directory, nonce]) => (directory === folder(name) ? [nonce ?? ""] : []))),
  ]
}

async function outcomeOf(name: string) {
  const before = box.simulator.requests().length
  const { error } = await ask(served.base, folder(name))
  return {
    refused: error?.data?.message ?? null,
    calls: box.simulator.requests().length - before,
    acted: existsSync(join(folder(name), "marker")),
  }
}

test("the healthy projects answer, the broken one between them makes no call", async () => {
  const healthy = { refused: null, calls: 2, acted: true }
  expect(await outcomeOf("first")).toEqual(healthy)
  const refused = expect.stringContaining("Ralex made no call: its plugin is not loaded in this OpenCode")
  expect(await outcomeOf("broken")).toEqual({ refused, calls: 0, acted: false })
  expect(await outcomeOf("second")).toEqual(healthy)
})

test("each healthy project has one nonce, and it is its own", () => {
  const [first, second] = [noncesOf("first"), noncesOf("second")]
  expect(first).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
  expect(second).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
  expect(first).not.toEqual(second)
  expect(noncesOf("broken")).toEqual(["undefined"])
})
