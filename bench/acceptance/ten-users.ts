// Ten people at one `opencode serve`, each in a project and a session of their own, driven by @opencode-ai/sdk.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { createOpencodeClient } from "@opencode-ai/sdk"
import { type Call, openLedger } from "../../ledger/index.ts"
import { skipInstall } from "../../scripts/throw-away-machine.ts"
import { type BillLine, lastUserText, script, steps } from "../../simulator/index.ts"
import { bash } from "../../test/e2e/replies.ts"
import { type Sandbox, sandbox, writeAt } from "../../test/e2e/sandbox.ts"
import { serve } from "../../test/e2e/serve.ts"
import { addPlainProvider, PLAIN_MODEL } from "./plain-provider.ts"
import { type Outcome, percent, type Scenario, seconds, timed, usd } from "./scenario.ts"
import { sayIn } from "./served-session.ts"

/** A hundred a second, on any Linux of today. */
const TICK_MS = 10
const USERS = 10
const ASKS = 4

export const tenUsers: Scenario = {
  name: "ten users at one server",
  question:
    "Ten people work at the same time through one server: does each get their own answers, and are the books right?",
  method: `One \`opencode serve\` with Ralex; ten clients of \`@opencode-ai/sdk\`, each with a folder and a session of its own, say ${ASKS} things one after the other, each a turn of two tool calls and an answer that repeats what was asked. First one client alone, then all ten at once; then the same with a plain provider beside Ralex's plugin, and by OpenCode alone; before them all OpenCode alone once, which is not counted. CPU time is the server's own with the commands that it ran, so that other work on the machine changes it less than the wall time.`,
  play,
}

interface User {
  session: string
  /** Asks whose answer is this person's, and for this ask. */
  right: number
  ms: number[]
}

interface Played {
  alone: Timed<User>
  all: Timed<User[]>
  /** Of the server while all were at work, milliseconds of one core. */
  cpuMs: number
  bill: BillLine[]
  rows: Call[]
}

type With = "Ralex" | "its plugin alone" | "none of it"

async function play(): Promise<Outcome> {
  await playServer("none of it") // whoever comes first finds nothing in the machine's caches
  const ours = await playServer("Ralex")
  const plugin = await playServer("its plugin alone")
  const theirs = await playServer("none of it")
  return outcomeOf(ours, plugin, theirs)
}

async function playServer(what: With): Promise<Played> {
  const ralex = what === "Ralex"
  const box = await sandbox({
    model: script((request) =>
      steps([
        bash("cat name.txt"),
        bash("git status --short"),
        { text: `You said: ${lastUserText(request).trim()}` },
      ])(request),
    ),
    pace: { firstTokenMs: 400, chunkMs: 10 },
    user: "budgets: { daily: 50 }\n",
    ...(what === "none of it" ? { opencode: { plugin: null } } : {}),
  })
  if (!ralex) addPlainProvider(box)
  await makeProjects(box)
  const { server, base } = await serve(box)
  const model = ralex ? undefined : { providerID: "plain", modelID: PLAIN_MODEL }
  const user = (index: number) => playUser({ base, box, model }, index)
  try {
    await user(0) // the server is warm then
    const alone = await timed(() => user(1))
    const before = cpuOf(server.pid)
    const all = await timed(() => Promise.all(Array.from({ length: USERS }, (_, index) => user(index))))
    const cpuMs = cpuOf(server.pid) - before
    return { alone, all, cpuMs, bill: box.simulator.bill(), rows: ralex ? await rowsOf(box) : [] }
  } finally {
    server.kill()
    await server.exited
    await box.stop()
  }
}

/** User and system, with that of children that have ended; 0 where the system has no /proc. */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0)
  } catch {
    return 0
  }
}

async function rowsOf(box: Sandbox): Promise<Call[]> {
  const ledger = await openLedger(box.ledger)
  const rows = await ledger.calls({})
  await ledger.close()
  return rows
}

async function makeProjects(box: Sandbox): Promise<void> {
  for (let index = 0; index < USERS; index++) {
    const folder = join(box.root, `user-${index}`)
    writeAt(join(folder, "name.txt"), `user ${index}\n`)
    writeAt(join(folder, "opencode.json"), box.file("opencode.json"))
    skipInstall(join(folder, ".opencode"))
    await box.spawn(["git", "init", "-q"], { cwd: folder })
  }
}

interface At {
  base: string
  box: Sandbox
  model: { providerID: string; modelID: string } | undefined
}

async function playUser({ base, box, model }: At, index: number): Promise<User> {
  const client = createOpencodeClient({ baseUrl: base, directory: join(box.root, `user-${index}`) })
  const { data } = await client.session.create({ body: { title: `user ${index}` } })
  const user: User = { session: data?.id ?? "", right: 0, ms: [] }
  for (let ask = 0; ask < ASKS; ask++) {
    const words = `Rename variable ${ask} of user ${index}.`
    const { value, ms } = await timed(() => sayIn(client, user.session, words, model))
    user.ms.push(ms)
    if (value === `You said: ${words}`) user.right++
  }
  return user
}

type Timed<T> = Awaited<ReturnType<typeof timed<T>>>

function outcomeOf(ours: Played, plugin: Played, theirs: Played): Outcome {
  const { all, bill, rows } = ours
  const billed = (session: string) =>
    sum(bill.filter((line) => line.session === session).map(({ costNano }) => costNano))
  const counted = (session: string) =>
    sum(rows.filter((row) => row.session === session).map(({ costNano }) => costNano ?? 0n))
  const servers = [ours, plugin, theirs]
  const right = all.value.reduce((total, user) => total + user.right, 0)
  return {
    tables: [
      [
        ["", "Ralex", "a plain provider beside its plugin", "OpenCode alone"],
        ["one user, wall time", ...servers.map((each) => seconds(each.alone.ms))],
        ["one user, mean of an ask", ...servers.map((each) => seconds(meanOf(each.alone.value.ms)))],
        [`${USERS} users, wall time`, ...servers.map((each) => seconds(each.all.ms))],
        [
          `${USERS} users, mean of the first ask`,
          ...servers.map((each) => seconds(meanOf(each.all.value.flatMap(({ ms }) => ms.slice(0, 1))))),
        ],
        [
          `${USERS} users, mean of a later ask`,
          ...servers.map((each) => seconds(meanOf(each.all.value.flatMap(({ ms }) => ms.slice(1))))),
        ],
        ["CPU time of the server for an ask", ...servers.map((each) => seconds(each.cpuMs / USERS / ASKS))],
        ["cores that it kept busy", ...servers.map((each) => (each.cpuMs / each.all.ms).toFixed(2))],
        ["right answers", ...servers.map((each) => rightOf([each.alone.value, ...each.all.value]))],
      ],
    ],
    checks: [
      { what: "each answer is its person's", holds: right === USERS * ASKS },
      {
        what: "each session costs in the ledger what was billed for it",
        holds: all.value.every(({ session }) => billed(session) === counted(session) && billed(session) > 0n),
      },
      {
        what: "the ledger is the bill",
        holds: sum(rows.map(({ costNano }) => costNano ?? 0n)) === sum(bill.map(({ costNano }) => costNano)),
      },
      { what: "no row holds money any more", holds: rows.every(({ status }) => status === "settled") },
    ],
    notes: [
      `The ${USERS} users' wall time is ${percent(all.ms / theirs.all.ms - 1)} above OpenCode's alone, their CPU time ${percent(ours.cpuMs / theirs.cpuMs - 1)}, of which the plugin makes ${percent(plugin.cpuMs / theirs.cpuMs - 1)}. The three servers ran one after the other on two cores that did other things too, the simulator and the clients among them.`,
      "With a first ask OpenCode sets up its instance for the folder, and Ralex's plugin with it.",
      `Billed for the ${USERS} users: ${usd(sum(all.value.map(({ session }) => billed(session))))}.`,
    ],
  }
}

function rightOf(users: User[]): string {
  return `${users.reduce((total, { right }) => total + right, 0)} of ${users.length * ASKS}`
}

function sum(amounts: bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}

function meanOf(values: number[]): number {
  return values.reduce((total, value) => total + value, 0) / Math.max(1, values.length)
}
