// From a machine that never saw Ralex to the first answer, in each way in which it is installed.
import { openLedger } from "../../ledger/index.ts"
import { steps } from "../../simulator/index.ts"
import { sandbox } from "../../test/e2e/sandbox.ts"
import { fetched, makeRelease, type Release, ralex, type Way, ways } from "../../test/e2e/ways-to-install.ts"
import { type Outcome, type Scenario, seconds, timed } from "./scenario.ts"

const TEXT = "The typo is fixed."

export const freshInstall: Scenario = {
  name: "fresh install",
  question: "How many commands and how long from nothing to the first answer?",
  method:
    "A throw-away home and project with Node and OpenCode, no Bun. The package is packed from this checkout; `ralex init --yes`, the first `opencode run`, `ralex doctor`. Nothing is fetched: the time of a registry's download is not in it.",
  play,
}

/** Commands that a person types: what brings the package, `ralex init`, `opencode run`. */
const COMMANDS: Record<string, string[]> = {
  "a checkout named by its path": ["git clone", "npm install", "ralex init", "opencode run"],
  "an npm tarball in the project": ["npm install", "ralex init", "opencode run"],
  "the one file dropped in": ["ralex init --drop-in", "opencode run"],
}

async function play(): Promise<Outcome> {
  const first = await sandbox()
  const { value: release, ms: packMs } = await timed(() => makeRelease(first))
  await first.stop()
  try {
    const done = []
    for (const way of ways) done.push(await playWay(way, release))
    return {
      tables: [
        [
          ["way", "commands", "init", "first answer", "answered", "in the ledger", "doctor"],
          ...done.map(({ way, initMs, runMs, answered, rows, doctor }) => [
            way,
            (COMMANDS[way] ?? []).map((words) => `\`${words}\``).join(", "),
            seconds(initMs),
            seconds(runMs),
            answered ? "yes" : "no",
            `${rows} calls`,
            doctor,
          ]),
        ],
      ],
      checks: done.map(({ way, answered, rows }) => ({
        what: `${way}: the first ask is answered and in the ledger`,
        holds: answered && rows > 0,
      })),
      notes: [`Packing took ${seconds(packMs)}; that is the publisher's.`],
    }
  } finally {
    release.remove()
  }
}

async function playWay(way: Way, release: Release) {
  const box = await sandbox({ model: steps([{ text: TEXT }]), opencode: { plugin: null }, install: "cold" })
  try {
    await fetched(box, release)
    const init = await timed(() => way.install(box, release))
    const run = await timed(() => box.run("fix the typo in README.md", { args: ["--model", "ralex/auto"] }))
    const ledger = await openLedger(box.ledger)
    const rows = (await ledger.calls({})).length
    await ledger.close()
    const doctor = await ralex(box, { root: release.checkout, tools: release.tools, words: ["doctor"] })
    return {
      ...{ way: way.name, initMs: init.ms, runMs: run.ms, rows },
      answered: init.value.code === 0 && run.value.code === 0 && run.value.stdout.includes(TEXT),
      doctor: `exit ${doctor.code}`,
    }
  } finally {
    await box.stop()
  }
}
