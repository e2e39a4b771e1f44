// A throw-away machine for the real `opencode` binary: its own home, XDG directories, project and OpenRouter simulator.
import { readFileSync, rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { toolModels } from "../../ledger/index.ts"
import { simulatedModels } from "../../scripts/simulated-models.ts"
import { skipInstall, throwAwayMachine, writeAt } from "../../scripts/throw-away-machine.ts"
import { type CodingModel, createSimulator, type Simulator } from "../../simulator/index.ts"

export { writeAt }

export const CHECKOUT = resolve(import.meta.dir, "../..")
const OPENCODE = join(CHECKOUT, "node_modules", ".bin", "opencode")
export const KEY = "sk-or-v1-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/** What a provider that is not Ralex asks with: Ralex's own key is kept from it. */
export const OTHER_KEY = "sk-of-another-provider"

export interface SandboxOptions {
  model?: CodingModel
  /** How fast the simulated upstream answers; left out, at once. */
  pace?: Parameters<typeof createSimulator>[0]["pace"]
  /** Files of the project by path. */
  files?: Record<string, string>
  /** opencode.json beside the plugin line; `plugin: null` leaves that line out. */
  opencode?: Record<string, unknown>
  /** The user's ralex.yaml. */
  user?: string
  env?: Record<string, string>
  /** "cold": `.opencode` is not there, so that OpenCode and Ralex make what they need. */
  install?: "cold"
}

export interface RunResult {
  code: number
  stdout: string
  stderr: string
}

export interface Sandbox {
  root: string
  project: string
  home: string
  data: string
  url: string
  simulator: Simulator
  env: Record<string, string>
  /** `opencode run` in the project. */
  run: (
    ask: string,
    options?: { args?: string[]; env?: Record<string, string>; cwd?: string },
  ) => Promise<RunResult>
  /** Any command of this machine. */
  spawn: (command: string[], options?: { env?: Record<string, string>; cwd?: string }) => Promise<RunResult>
  /** Rows of OpenCode's own database. */
  opencodeRows: <T>(sql: string) => Promise<T[]>
  /** The ledger's address. */
  ledger: string
  file: (path: string) => string
  stop: () => Promise<void>
}

/** Generous: twenty times what a run takes on an idle machine. */
const HANG_MS = 120_000

export async function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { root, home, config, data, project, env: own } = throwAwayMachine("e2e")
  const simulator = createSimulator({
    thoughtSignatures: true,
    models: simulatedModels(toolModels()),
    keys: [KEY, OTHER_KEY],
    ...(options.model ? { model: options.model } : {}),
    ...(options.pace ? { pace: options.pace } : {}),
  })
  const served = await simulator.serve()
  const { url } = served
  const env = {
    ...own,
    // Whatever goes wrong, nothing leaves the machine.
    HTTPS_PROXY: "http://127.0.0.1:9",
    NO_PROXY: "127.0.0.1,localhost",
    OPENROUTER_API_KEY: KEY,
    RALEX_BASE_URL: url,
    ...options.env,
  }
  const spawn: Sandbox["spawn"] = (command, given = {}) =>
    runCommand(command, { cwd: given.cwd ?? project, env: { ...env, ...given.env } })
  await runCommand(["git", "init", "-q"], { cwd: project, env })
  writeProject(project, options)
  if (options.user) writeAt(join(config, "ralex", "ralex.yaml"), options.user)
  if (options.install !== "cold") skipInstall(join(project, ".opencode"))
  return {
    root,
    project,
    home,
    data,
    url,
    simulator,
    env,
    spawn,
    run: (ask, { args = [], env: more = {}, cwd } = {}) =>
      spawn([OPENCODE, "run", ...args, ask], { env: more, ...(cwd ? { cwd } : {}) }),
    opencodeRows: async <T>(sql: string) => {
      const { stdout, stderr } = await spawn([OPENCODE, "db", sql, "--format", "json"])
      try {
        return JSON.parse(stdout) as T[]
      } catch {
        throw new Error(`opencode db did not answer with JSON: ${stdout} ${stderr}`)
      }
    },
    ledger: `sqlite:${join(data, "ralex", "ledger.db")}`,
    file: (path) => readFileSync(join(project, path), "utf8"),
    stop: async () => {
      await served.stop()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function writeProject(project: string, { files = {}, opencode = {} }: SandboxOptions): void {
  const plugin = "plugin" in opencode ? opencode.plugin : [join(CHECKOUT, "plugin", "index.ts")]
  const { plugin: _own, ...rest } = opencode
  const config = { $schema: "https://opencode.ai/config.json", ...(plugin ? { plugin } : {}), ...rest }
  writeAt(join(project, "opencode.json"), `${JSON.stringify(config, null, 2)}\n`)
  for (const [path, text] of Object.entries(files)) writeAt(join(project, path), text)
}

async function runCommand(
  command: string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<RunResult> {
  const child = Bun.spawn(command, { cwd, env, stdin: "ignore", stdout: "pipe", stderr: "pipe" })
  const hang = setTimeout(() => child.kill("SIGKILL"), HANG_MS)
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  clearTimeout(hang)
  return { code, stdout, stderr }
}
