// Ten people at one `opencode serve`, each in a project and a session of their own, driven by @opencode-ai/sdk.
import { join } from "node:path"
import { createOpencodeClient } from "@opencode-ai/sdk"
import { openLedger } from "../../ledger/index.ts"
import { skipInstall } from "../../scripts/throw-away-machine.ts"
import { lastUserText, script, steps } from "../../simulator/index.ts"
import { bash } from "../../test/e2e/replies.ts"
import { type Sandbox, sandbox, writeAt } from "../../test/e2e/sandbox.ts"
import { serve } from "../../test/e2e/serve.ts"
import { type Outcome, type Scenario, seconds, timed, usd } from "./scenario.ts"
import { sayIn } from "./served-session.ts"

const USERS = 10
const ASKS = 4

export const tenUsers: Scenario = {
  name: "ten users at one server",
  question:
    "Ten people work at the same time through one server: does each get their own answers, and are the books right?",
  method: `One \`opencode serve\` with Ralex; ten clients of \`@opencode-ai/sdk\`, each with a folder and a session of its own, say ${ASKS} things one after the other, each a turn of two tool calls and an answer that repeats what was asked. First one client alone, then all ten at once.`,
  play,
}

interface User {
  session: string
  /** Asks whose answer is this person's, and for this ask. */
  right: number
  ms: number[]
}

async function play(): Promise<Outcome> {
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
  })
  const { server, base } = await serve(box)
  try {
    await makeProjects(box)
    await playUser(base, box, 0) // the server is warm then
    const alone = await timed(() => playUser(base, box, 1))
    const all = await timed(() =>
      Promise.all(Array.from({ length: USERS }, (_, index) => playUser(base, box, index))),
    )
    return await outcomeOf(box, alone, all)
  } finally {
    server.kill()
    await server.exited
    await box.stop()
  }
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

async function playUser(base: string, box: Sandbox, index: number): Promise<User> {
  const client = createOpencodeClient({ baseUrl: base, directory: join(box.root, `user-${index}`) })
  const { data } = await client.session.create({ body: { title: `user ${index}` } })
  const user: User = { session: data?.id ?? "", right: 0, ms: [] }
  for (let ask = 0; ask < ASKS; ask++) {
    const words = `Rename variable ${ask} of user ${index}.`
    const { value, ms } = await timed(() => sayIn(client, user.session, words))
    user.ms.push(ms)
    if (value === `You said: ${words}`) user.right++
  }
  return user
}

type Timed<T> = Awaited<ReturnType<typeof timed<T>>>

async function outcomeOf(box: Sandbox, alone: Timed<User>, all: Timed<User[]>): Promise<Outcome> {
  const ledger = await openLedger(box.ledger)
  const rows = await ledger.calls({})
  await ledger.close()
  const bill = box.simulator.bill()
  const billed = (session: string) =>
    sum(bill.filter((line) => line.session === session).map(({ costNano }) => costNano))
  const counted = (session: string) =>
    sum(rows.filter((row) => row.session === session).map(({ costNano }) => costNano ?? 0n))
  const right = all.value.reduce((total, user) => total + user.right, 0)
  const costs = all.value.map(({ session }) => billed(session))
  return {
    tables: [
      [
        ["", "one user alone", `${USERS} at once`],
        ["wall time", seconds(alone.ms), seconds(all.ms)],
        [
          "mean of an ask",
          seconds(meanOf(alone.value.ms)),
          seconds(meanOf(all.value.flatMap(({ ms }) => ms))),
        ],
        ["right answers", `${alone.value.right} of ${ASKS}`, `${right} of ${USERS * ASKS}`],
        ["billed", usd(billed(alone.value.session)), usd(sum(costs))],
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
      "The simulated upstream and OpenCode share the machine's cores: what ten take longer than one is mostly theirs.",
    ],
  }
}

function sum(amounts: bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}

function meanOf(values: number[]): number {
  return values.reduce((total, value) => total + value, 0) / Math.max(1, values.length)
}
