// Ten people at one `opencode serve`, each in a project and a session of their own, driven by @opencode-ai/sdk.
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

const USERS = 10
const ASKS = 4

export const tenUsers: Scenario = {
  name: "ten users at one server",
  question:
    "Ten people work at the same time through one server: does each get their own answers, and are the books right?",
  method: `One \`opencode serve\` with Ralex; ten clients of \`@opencode-ai/sdk\`, each with a folder and a session of its own, say ${ASKS} things one after the other, each a turn of two tool calls and an answer that repeats what was asked. First one client alone, then all ten at once; then the same by OpenCode alone.`,
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
  bill: BillLine[]
  rows: Call[]
}

async function play(): Promise<Outcome> {
  const ours = await playServer({ ralex: true })
  const theirs = await playServer({ ralex: false })
  return outcomeOf(ours, theirs)
}

async function playServer({ ralex }: { ralex: boolean }): Promise<Played> {
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
    ...(ralex ? {} : { opencode: { plugin: null } }),
  })
  if (!ralex) addPlainProvider(box)
  await makeProjects(box)
  const { server, base } = await serve(box)
  const model = ralex ? undefined : { providerID: "plain", modelID: PLAIN_MODEL }
  const user = (index: number) => playUser({ base, box, model }, index)
  try {
    await user(0) // the server is warm then
    const alone = await timed(() => user(1))
    const all = await timed(() => Promise.all(Array.from({ length: USERS }, (_, index) => user(index))))
    return { alone, all, bill: box.simulator.bill(), rows: ralex ? await rowsOf(box) : [] }
  } finally {
    server.kill()
    await server.exited
    await box.stop()
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

function outcomeOf({ alone, all, bill, rows }: Played, theirs: Played): Outcome {
  const billed = (session: string) =>
    sum(bill.filter((line) => line.session === session).map(({ costNano }) => costNano))
  const counted = (session: string) =>
    sum(rows.filter((row) => row.session === session).map(({ costNano }) => costNano ?? 0n))
  const right = all.value.reduce((total, user) => total + user.right, 0)
  return {
    tables: [
      [
        ["", "one user alone", `${USERS} at once`, "OpenCode alone: one", `OpenCode alone: ${USERS}`],
        ["wall time", ...[alone, all, theirs.alone, theirs.all].map(({ ms }) => seconds(ms))],
        [
          "mean of an ask",
          ...[alone, all, theirs.alone, theirs.all].map(({ value }) =>
            seconds(meanOf([value].flat().flatMap(({ ms }) => ms))),
          ),
        ],
        [
          "right answers",
          ...[alone, all, theirs.alone, theirs.all].map(({ value }) => rightOf([value].flat())),
        ],
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
      `Of the ${USERS} users' wall time ${percent(all.ms / theirs.all.ms - 1)} is more than OpenCode alone takes on the same two cores, in a run after it on a machine that did other things too; where that goes was not measured here.`,
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
