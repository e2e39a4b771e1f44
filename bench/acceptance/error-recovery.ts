// What goes wrong upstream, and whether the person gets the answer all the same: Ralex beside OpenCode alone.
import { rmSync } from "node:fs"
import { join } from "node:path"
import { type Fault, steps } from "../../simulator/index.ts"
import { CHECKOUT, type Sandbox, sandbox } from "../../test/e2e/sandbox.ts"
import { addPlainProvider, PLAIN_MODEL } from "./plain-provider.ts"
import { type Outcome, type Scenario, seconds, timed } from "./scenario.ts"

/** A person has given up by then. */
const PATIENCE_S = 90
const TEXT = "The typo in README.md is fixed, and nothing else was touched, as you asked for it."
const OPENCODE = join(CHECKOUT, "node_modules", ".bin", "opencode")

interface Trouble {
  name: string
  fault: Fault
  /** The answer had begun, so that nobody may send it again. */
  begun?: true
}

const TROUBLES: Trouble[] = [
  { name: "429 once", fault: { kind: "status", status: 429 } },
  { name: "503 once", fault: { kind: "status", status: 503 } },
  { name: "502 as the first chunk", fault: { kind: "stream-error", at: "start", code: 502 } },
  { name: "the connection breaks before the first token", fault: { kind: "cut", at: "start" } },
  { name: "no headers", fault: { kind: "hang", at: "headers" } },
  { name: "an empty answer", fault: { kind: "empty", finish: null } },
  { name: "no JSON", fault: { kind: "malformed-chunk", at: 0 } },
  { name: "402, no credit for so much output", fault: { kind: "status", status: 402 } },
  { name: "the model is overloaded for good", fault: { kind: "status", status: 503, times: 1_000 } },
  { name: "the answer breaks off in the middle", fault: { kind: "cut", at: "middle" }, begun: true },
]

export const errorRecovery: Scenario = {
  name: "error recovery",
  question: "Something fails upstream: does the person get the answer, and when?",
  method: `\`opencode run\` in a throw-away project; each run begins with a new ledger, and the fault strikes its first call (for good: every call of the model that was asked first). Ralex waits two seconds for headers (\`calls.connect\`), where its default is a minute, so that the table does not take an hour; OpenCode alone has no such setting. A run is ended after ${PATIENCE_S} s.`,
  play,
}

interface Ended {
  answered: boolean
  ms: number
  attempts: number
  code: number
  said: string
}

async function play(): Promise<Outcome> {
  const user = "calls: { connect: 2, firstToken: 3, idle: 3 }\n"
  const ralex = await sandbox({ model: steps([{ text: TEXT }]), user })
  const plain = await sandbox({ model: steps([{ text: TEXT }]), opencode: { plugin: null } })
  addPlainProvider(plain)
  const rows: { trouble: Trouble; ours: Ended; theirs: Ended }[] = []
  try {
    const first = await firstModel(ralex)
    for (const trouble of TROUBLES) {
      const ours = await ask(ralex, trouble, "ralex/auto", first)
      const theirs = await ask(plain, trouble, `plain/${PLAIN_MODEL}`, PLAIN_MODEL)
      rows.push({ trouble, ours, theirs })
    }
  } finally {
    await ralex.stop()
    await plain.stop()
  }
  return {
    tables: [
      [
        ["upstream", "Ralex", "its upstream calls", "OpenCode alone", "its upstream calls"],
        ...rows.map(({ trouble, ours, theirs }) => [
          trouble.name,
          wordOf(ours),
          String(ours.attempts),
          wordOf(theirs),
          String(theirs.attempts),
        ]),
      ],
    ],
    checks: [
      {
        what: "whatever fails before the first token, Ralex's person gets the answer",
        holds: rows.every(({ trouble, ours }) => trouble.begun || ours.answered),
      },
      {
        what: "an answer that breaks off says so",
        holds: rows.every(({ trouble, ours }) => !trouble.begun || ours.said.includes("broke off")),
      },
    ],
    notes: [
      '"Ended without it" may be an error that is shown, or an answer that is cut or empty and passes for whole.',
      "An answer that broke off is begun anew by OpenCode alone, so that its first half is paid for twice; Ralex sends nothing again unless `calls.goOn` is set, and says so.",
      "Times are of whole runs of the binary, its start included (about 2 s on an idle machine, ten on one with a load of 12).",
    ],
  }
}

function wordOf({ answered, ms, code, said }: Ended): string {
  if (code === 124) return `no end in ${PATIENCE_S} s`
  const how = answered
    ? "answered"
    : code === 0 && !/error/i.test(said)
      ? "ended without it, says nothing"
      : "ended without it"
  return `${how}, ${seconds(ms)}`
}

/** Who is asked first when all is well. */
async function firstModel(box: Sandbox): Promise<string> {
  await box.run("fix the typo in README.md", { args: ["--title", "first"] })
  return box.simulator.requests()[0]?.body.model ?? ""
}

async function ask(box: Sandbox, { name, fault }: Trouble, model: string, first: string): Promise<Ended> {
  box.simulator.reset()
  // Nobody is to rest by what failed in the run before.
  rmSync(join(box.data, "ralex"), { recursive: true, force: true })
  box.simulator.fail({ ...fault, model: first })
  const command = [OPENCODE, "run", "--title", name, "--model", model, "fix the typo in README.md"]
  const { value, ms } = await timed(() => box.spawn(["timeout", String(PATIENCE_S), ...command]))
  const said = value.stdout + value.stderr
  return {
    ...{ ms, said, code: value.code, attempts: box.simulator.requests().length },
    answered: value.code === 0 && value.stdout.includes(TEXT),
  }
}
