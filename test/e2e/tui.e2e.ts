// The TUI in the real binary in a real terminal: what the sidebar and the prompt say after each call is what the ledger
// says, others' alerts come as toasts, and nothing that goes wrong with it breaks OpenCode.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test"
import { join } from "node:path"
import { type Ledger, openLedger } from "../../ledger/index.ts"
import { dollars } from "../../plugin/tui/spend-bar.ts"
import { hasTmux, openTerminal, type Terminal } from "../../scripts/terminal.ts"
import { type Reply, steps } from "../../simulator/index.ts"
import { leakyMachine } from "./leaky-machine.ts"
import { bash } from "./replies.ts"
import { CHECKOUT, type Sandbox, sandbox } from "./sandbox.ts"
import { makeRelease, type Release, ways } from "./ways-to-install.ts"

const OPENCODE = join(CHECKOUT, "node_modules", ".bin", "opencode")
const ASK = "fix the typo in README.md"

if (!hasTmux) console.log("skipped without tmux on this machine: the TUI")
const describeTui = hasTmux || process.env.RALEX_REQUIRE_ALL === "1" ? describe : describe.skip

/** The person asks, once OpenCode listens. */
async function ask(terminal: Terminal, text: string): Promise<void> {
  await terminal.until((screen) => /Ask anything|ctrl\+p commands/.test(screen))
  await terminal.type(text)
  await terminal.until((screen) => screen.includes(text))
  await terminal.press("Enter")
}

async function withLedger<T>(box: Sandbox, use: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = await openLedger(box.ledger)
  return use(ledger).finally(() => ledger.close())
}

interface Expected {
  session: string
  today: string
  saved: string
  left: string
}

const LIMITS = { session: 2_000_000_000n, daily: 5_000_000_000n }

/** What should stand there by the ledger's rows; undefined while a call is held. */
function expectedOf(box: Sandbox): Promise<Expected | undefined> {
  return withLedger(box, async (ledger) => {
    const calls = await ledger.calls({})
    if (calls.some(({ status }) => status !== "settled")) return undefined
    const spent = calls.reduce((sum, { costNano }) => sum + costNano, 0n)
    const baseline = calls.reduce((sum, { baselineNano }) => sum + baselineNano, 0n)
    return {
      session: `Session ${dollars(spent)} of $2.00`,
      today: `Today ${dollars(spent)} of $5.00`,
      saved: `Saved ${dollars(baseline - spent)} (`,
      left: `${dollars(LIMITS.session - spent)} left`,
    }
  })
}

/** The calls of the work itself, without the one that names the session. */
function answersOf(box: Sandbox) {
  return withLedger(box, async (ledger) => (await ledger.calls({})).filter(({ agent }) => agent === "build"))
}

/** The screen on which all of the ledger's numbers stand, with so many calls made. */
function untilRight(terminal: Terminal, box: Sandbox, calls: number): Promise<string> {
  return terminal.until(async (screen) => {
    if ((await answersOf(box)).length < calls) return false
    const expected = await expectedOf(box)
    return expected !== undefined && Object.values(expected).every((part) => screen.includes(part))
  })
}

describeTui("in a session", () => {
  let box: Sandbox
  let terminal: Terminal
  let replies: Reply[] = []
  beforeAll(async () => {
    box = await sandbox({
      model: (request) => steps([...replies, { text: "It is done." }])(request),
      user: "budgets: { session: 2, daily: 5 }\n",
    })
    const init = await box.spawn([process.execPath, join(CHECKOUT, "cli", "main.ts"), "init", "--yes"])
    expect(init.code).toBe(0)
    terminal = await openTerminal(box, OPENCODE)
  })
  afterAll(async () => {
    await terminal?.close()
    await box?.stop()
  })

  test("after the first call the numbers are the ledger's, with tier, model and why", async () => {
    await ask(terminal, ASK)
    const screen = await untilRight(terminal, box, 1)
    const [call] = await answersOf(box)
    expect(screen).toContain(`${call?.tier} → ${call?.modelUsed?.split("/").at(-1)}`)
    expect(screen).toContain("by what was asked")
    expect(screen).toMatch(new RegExp(`Build .*${call?.tier} \\$\\d`))
  })

  test("after each further call they are right again", async () => {
    for (const calls of [1, 2]) {
      await ask(terminal, `${ASK} again, ${calls}`)
      await untilRight(terminal, box, calls + 1)
    }
  })

  test("a tier that the person chooses stands at the prompt at once", async () => {
    await terminal.type("/ralex-tier premium ")
    await terminal.until((screen) => screen.includes("/ralex-tier premium"))
    await terminal.press("Enter")
    await terminal.until((screen) => /premium \$\d+\.\d+ left/.test(screen))
    expect((await answersOf(box)).map(({ tier }) => tier)).not.toContain("premium")
    await terminal.type("/ralex-tier auto ")
    await terminal.press("Enter")
    await terminal.until((screen) => /auto \$\d+\.\d+ left/.test(screen))
  })

  test("a blocked command is named with its rule", async () => {
    replies = [bash("rm -rf ~")]
    await ask(terminal, "clean up")
    await terminal.until((screen) => /Blocked [a-z]+\.[a-z-]+/.test(screen))
    const verdicts = await withLedger(box, (ledger) => ledger.verdicts({}))
    const blocked = verdicts.find(({ verdict }) => verdict !== "allow")
    expect(await terminal.text()).toContain(`Blocked ${blocked?.rule}`)
  })

  test("an alert that another process raised is a toast", async () => {
    const text = "Ralex: 80 % of the daily budget is spent elsewhere."
    const alert = { key: "limit:daily:80:else", at: new Date(), level: "warning", text } as const
    await withLedger(box, (ledger) => ledger.claimAlert(alert))
    await terminal.until((screen) =>
      screen.replace(/[┃\s]+/g, " ").includes("80 % of the daily budget is spent"),
    )
  })

  test("a model that is left alone is named until its time is over", async () => {
    const rest = { failures: 2, reason: "overloaded", detail: "", at: new Date() }
    const until = new Date(Date.now() + 600_000)
    await withLedger(box, (ledger) => ledger.noteRest({ ...rest, key: "model:openai/gpt-6-luna", until }))
    await terminal.until((screen) => screen.includes("Rests gpt-6-luna until "))
    await withLedger(box, (ledger) => ledger.endRests(["model:openai/gpt-6-luna"]))
    await terminal.until((screen) => !screen.includes("Rests gpt-6-luna"))
  })

  test("the command shows the same in a dialog", async () => {
    await terminal.press("C-p")
    await terminal.type("Ralex: spend")
    await terminal.until((screen) => screen.includes("Ralex: spend and decisions"))
    await terminal.press("Enter")
    const twice = (screen: string) => screen.split("of $5.00").length > 2
    await terminal.until(twice)
  })
})

describeTui("set up by init", () => {
  let release: Release
  let opened: { box: Sandbox; terminal: Terminal } | undefined
  beforeAll(async () => {
    const box = await leakyMachine()
    release = await makeRelease(box)
    await box.stop()
  })
  afterEach(async () => {
    await opened?.terminal.close()
    await opened?.box.stop()
    opened = undefined
  })
  afterAll(() => release?.remove())

  test.each(ways)("as $name, the TUI shows Ralex", async (way) => {
    const box = await leakyMachine()
    expect(await way.install(box, release)).toMatchObject({ code: 0 })
    opened = { box, terminal: await openTerminal(box, OPENCODE) }
    await ask(opened.terminal, ASK)
    await opened.terminal.until((screen) => /Today \$0\.0\d+ /.test(screen) && /\$\d+\.\d+ left/.test(screen))
  })
})

describeTui("when something is wrong", () => {
  test("with a ledger that can not be used, OpenCode goes on and the sidebar says one line", async () => {
    const box = await sandbox({
      model: steps([{ text: "It is done." }]),
      env: { RALEX_LEDGER: "mysql://nowhere" },
    })
    // To set a project up it has to be one that there can be.
    const env = { RALEX_LEDGER: box.ledger }
    await box.spawn([process.execPath, join(CHECKOUT, "cli", "main.ts"), "init", "--yes"], { env })
    const terminal = await openTerminal(box, OPENCODE)
    try {
      await ask(terminal, ASK)
      await terminal.until((screen) => screen.includes("RALEX_LEDGER must be sqlite: and the"))
    } finally {
      await terminal.close()
      await box.stop()
    }
  })
})
