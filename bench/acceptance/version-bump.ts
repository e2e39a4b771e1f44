// The monthly chore: another version of OpenCode, the pins moved, the gates run on it; how much of it is by hand.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import manifest from "../../package.json"
import { CHECKOUT } from "../../test/e2e/sandbox.ts"
import { type Outcome, type Scenario, seconds, timed } from "./scenario.ts"

const PACKAGES = ["opencode-ai", "@opencode-ai/plugin", "@opencode-ai/sdk"]
const PINNED = manifest.devDependencies["opencode-ai"]
/** Each a different part of what OpenCode could have changed: modes and hooks, serving, routing, budgets. */
const GATES = ["modes", "serve", "routing", "budget"]

export const versionBump: Scenario = {
  name: "a bump of OpenCode's version",
  question: "OpenCode has a new version: what is to be done by hand, and how long does it take?",
  method:
    "In a copy of the checkout: the newest version beside the pinned one that npm has of all three packages (or RALEX_BUMP_TO), `bun add --exact`, types, and the end-to-end tests of modes, serving, routing and budgets on that binary.",
  play,
}

async function play(): Promise<Outcome> {
  const version = await otherVersion()
  if (!version)
    return {
      tables: [],
      checks: [],
      notes: ["Skipped: npm's registry can not be reached, so that there is no other version."],
    }
  const copies = join(homedir(), ".cache", "ralex")
  mkdirSync(copies, { recursive: true })
  const copy = mkdtempSync(join(copies, "bump-"))
  try {
    return outcomeOf(version, await bumpIn(copy, version))
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** Made by a command, or samples of tests that need no change. */
const LEFT_OUT = [":!bun.lock", ":!bench/results", ":!docs/pictures", ":!test", ":!docs/compatibility.*"]

interface Stepped {
  what: string
  byHand: boolean
  code: number
  ms: number
  said: string
}

async function bumpIn(copy: string, version: string): Promise<Stepped[]> {
  const done: Stepped[] = []
  const step = async (what: string, byHand: boolean, command: string[]) => {
    const { value, ms } = await timed(() => run(command, copy))
    done.push({ what, byHand, ms, ...value })
  }
  const bun = process.execPath
  await run(["git", "clone", "-q", CHECKOUT, "."], copy)
  await run([bun, "install", "--frozen-lockfile"], copy)
  const pins = PACKAGES.map((name) => `${name}@${version}`)
  await step(`move the pins: \`bun add --dev --exact ${pins.join(" ")}\``, true, [
    bun,
    "add",
    "--dev",
    "--exact",
    ...pins,
  ])
  await step("types", false, [bun, "x", "tsc", "--noEmit"])
  for (const gate of GATES)
    await step(`end to end: ${gate}`, false, [
      bun,
      "test",
      "--timeout",
      "180000",
      `./test/e2e/${gate}.e2e.ts`,
    ])
  const { said } = await run(["git", "grep", "-l", "-F", PINNED, "--", ...LEFT_OUT], copy)
  const named = said.split("\n").filter((path) => path && path !== "package.json")
  done.push({
    what: `look at files that name ${PINNED}: ${named.join(", ") || "none"}`,
    byHand: true,
    code: 0,
    ms: 0,
    said: "",
  })
  return done
}

function outcomeOf(version: string, done: Stepped[]): Outcome {
  const failed = done.filter(({ code }) => code !== 0)
  const total = done.reduce((sum, { ms }) => sum + ms, 0)
  const newer = Bun.semver.order(version, PINNED) > 0
  return {
    tables: [
      [
        ["step", "by hand", "took", "result"],
        ...done.map(({ what, byHand, ms, code }) => [
          what,
          byHand ? "yes" : "no",
          ms > 0 ? seconds(ms) : "",
          code === 0 ? "passed" : `exit ${code}`,
        ]),
      ],
    ],
    checks: [{ what: `the gates pass on OpenCode ${version}`, holds: failed.length === 0 }],
    notes: [
      `${PINNED} is pinned${newer ? "" : ", which is the newest that npm has"}; ${version} stands for the new one. ${done.filter(({ byHand }) => byHand).length} steps by hand, ${seconds(total)} of machine time for this part of the gates; the whole lane is \`npm test\`.`,
      ...failed.map(({ what, said }) => `${what}: ${said.trim().split("\n").slice(-6).join(" | ")}`),
      "What it can not tell: a version that changes a hook's shape or the plugin's loader takes reading and code; the end-to-end tests say where.",
    ],
  }
}

/** @returns the newest that all three packages have and that is not pinned, or the one that is named; a newer one first. */
async function otherVersion(): Promise<string | undefined> {
  const named = process.env.RALEX_BUMP_TO
  const lists = await Promise.all(PACKAGES.map(versionsOf))
  const common = (lists[0] ?? []).filter((version) => lists.every((list) => list.includes(version)))
  const stable = common.filter((version) => /^\d+\.\d+\.\d+$/.test(version) && version !== PINNED)
  if (named !== undefined) return stable.find((version) => version === named)
  return stable.toSorted(Bun.semver.order).at(-1)
}

async function versionsOf(name: string): Promise<string[]> {
  const { code, said } = await run(["npm", "view", name, "versions", "--json"], CHECKOUT)
  return code === 0 ? (JSON.parse(said) as string[]) : []
}

async function run(command: string[], cwd: string): Promise<{ code: number; said: string }> {
  const child = Bun.spawn(command, { cwd, stdin: "ignore", stdout: "pipe", stderr: "pipe" })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  const code = await child.exited
  return { code, said: command[0] === "npm" ? out : out + err }
}
