// Makes docs/pictures/tui.svg anew: the real opencode with Ralex, at work on the simulator, in a terminal by tmux.
import { rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { toolModels } from "../ledger/index.ts"
import { createSimulator, demoTask, scriptedCodingModel } from "../simulator/index.ts"
import { simulatedModels } from "./simulated-models.ts"
import { openTerminal, type TerminalMachine } from "./terminal.ts"
import { terminalPicture } from "./terminal-picture.ts"
import { skipInstall, throwAwayMachine, writeAt } from "./throw-away-machine.ts"

const SIZE = { columns: 132, rows: 38 }
const TITLE = "OpenCode's TUI with Ralex in its sidebar"
const KEY = `sk-or-v1-${"5".repeat(64)}`
const BUDGETS = "budgets: { session: 0.50, daily: 5, monthly: 60 }\n"
const checkout = resolve(import.meta.dir, "..")
const target = join(checkout, "docs", "pictures", "tui.svg")
const machine = throwAwayMachine("picture")

const simulator = await createSimulator({
  thoughtSignatures: true,
  models: simulatedModels(toolModels()),
  keys: [KEY],
  model: scriptedCodingModel(),
}).serve()

try {
  await Bun.write(target, await picture())
  console.log(target)
} finally {
  await simulator.stop()
  rmSync(machine.root, { recursive: true, force: true })
}

async function picture(): Promise<string> {
  const terminal = await openTerminal(
    await madeMachine(),
    join(checkout, "node_modules", ".bin", "opencode"),
    SIZE,
  )
  try {
    await terminal.until((screen) => screen.includes("Ask anything"))
    await terminal.type(demoTask.ask)
    await terminal.until((screen) => screen.includes("run the tests."))
    await terminal.press("Enter")
    await terminal.until((screen) => /Blocked/.test(screen) && !screen.includes("esc interrupt"))
    await terminal.until((screen) => !screen.includes("/ralex-allow"))
    return await terminalPicture({ title: TITLE, text: withoutPaths(await terminal.coloured()), ...SIZE })
  } finally {
    await terminal.close()
  }
}

/** No path of this machine belongs in the picture; what follows on the line stays in its columns. */
function withoutPaths(text: string): string {
  const shown = text.replaceAll(machine.project, "~/project".padEnd(machine.project.length))
  if (shown.includes(machine.root)) throw new Error(`The picture would show ${machine.root}.`)
  return shown
}

async function madeMachine(): Promise<TerminalMachine> {
  const { root, project } = machine
  for (const [file, text] of Object.entries(demoTask.files)) writeAt(join(project, file), text)
  writeAt(join(root, demoTask.victim, "thesis.txt"), "years of work\n")
  writeAt(join(machine.config, "ralex", "ralex.yaml"), BUDGETS)
  skipInstall(join(project, ".opencode"))
  // OpenCode and Ralex say ~ for the home folder.
  const env = { ...machine.env, HOME: root, OPENROUTER_API_KEY: KEY, RALEX_BASE_URL: simulator.url }
  const spawn: TerminalMachine["spawn"] = async (command, options) => {
    const child = Bun.spawn(command, {
      cwd: project,
      env: { ...env, ...options.env },
      stdout: "pipe",
      stderr: "pipe",
    })
    const [stdout, stderr] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ])
    return { code: await child.exited, stdout, stderr }
  }
  await spawn(["git", "init", "--quiet"], { env: {} })
  await spawn([process.execPath, join(checkout, "cli", "main.ts"), "init", "--yes"], { env: {} })
  return { root, spawn }
}
