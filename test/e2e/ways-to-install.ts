// Ralex as a person has it: a checkout, an npm tarball in the project, or the one file dropped in; each through
// `ralex init` with plain Node, and each with the file that breaks when the plugin breaks.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { CHECKOUT, type RunResult, type Sandbox } from "./sandbox.ts"

/** A throw-away copy of the checkout, so that the real one is never broken, and the tarball packed from it. */
export interface Release {
  checkout: string
  tarball: string
  /** The only folder on PATH: OpenCode is there, Bun is not. */
  tools: string
  remove: () => void
}

export interface Way {
  name: string
  /** Brings the package to the machine and runs `ralex init --yes` in the project. */
  install: (box: Sandbox, release: Release) => Promise<RunResult>
  /** What OpenCode loads as the plugin. */
  plugin: (box: Sandbox, release: Release) => string
}

const INSTALLED = join("node_modules", "opencode-ralex")

export const ways: Way[] = [
  {
    name: "a checkout named by its path",
    install: (box, { checkout, tools }) => ralex(box, { root: checkout, tools, words: ["init", "--yes"] }),
    plugin: (_box, { checkout }) => join(checkout, "plugin", "index.ts"),
  },
  {
    name: "an npm tarball in the project",
    install: async (box, { tarball, tools }) => {
      const root = join(box.project, INSTALLED)
      mkdirSync(root, { recursive: true })
      await must(box, ["tar", "-xzf", tarball, "--strip-components=1", "-C", root])
      return ralex(box, { root, tools, words: ["init", "--yes"] })
    },
    plugin: (box) => join(box.project, INSTALLED, "dist", "ralex.js"),
  },
  {
    name: "the one file dropped in",
    install: (box, { checkout, tools }) =>
      ralex(box, { root: checkout, tools, words: ["init", "--drop-in", "--yes"] }),
    plugin: (box) => join(box.project, ".opencode", "plugin", "ralex.js"),
  },
]

/** Any `ralex` command of the package at `root`, through its Node launcher. */
export function ralex(
  box: Sandbox,
  { root, tools, words, cwd }: { root: string; tools: string; words: string[]; cwd?: string },
): Promise<RunResult> {
  const node = Bun.which("node") ?? "node"
  return box.spawn([node, join(root, "cli", "launcher.mjs"), ...words], {
    env: { PATH: tools },
    ...(cwd === undefined ? {} : { cwd }),
  })
}

/** Puts the package where OpenCode keeps what it fetched from a registry: the provider that init names. */
export async function fetched(box: Sandbox, { tarball }: Release): Promise<void> {
  const cache = join(box.root, "cache", "opencode", "packages")
  const root = join(cache, "opencode-ralex", INSTALLED)
  mkdirSync(root, { recursive: true })
  await must(box, ["tar", "-xzf", tarball, "--strip-components=1", "-C", root])
}

export async function makeRelease(box: Sandbox): Promise<Release> {
  const root = mkdtempSync(join(tmpdir(), "ralex-release-"))
  const [checkout, tools] = [join(root, "checkout"), join(root, "tools")]
  for (const folder of [checkout, tools]) mkdirSync(folder)
  const { files } = manifest()
  const rooms = [
    "cli",
    "config",
    "dashboard",
    "ledger",
    "plugin",
    "provider",
    "rules",
    "scripts",
    "simulator",
  ]
  const shipped = files.filter((file) => !file.includes("/"))
  for (const path of [...rooms, "types", ...shipped, "ralex.ts", "package.json", "tsconfig.json"])
    cpSync(join(CHECKOUT, path), join(checkout, path), { recursive: true })
  symlinkSync(join(CHECKOUT, "node_modules"), join(checkout, "node_modules"))
  symlinkSync(join(CHECKOUT, "node_modules", ".bin", "opencode"), join(tools, "opencode"))
  const packed = await must(box, ["npm", "pack", "--json", "--pack-destination", root], checkout)
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf("[\n"))) as [{ filename: string }]
  return {
    checkout,
    tarball: join(root, filename),
    tools,
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}

/** Makes a module throw while it is loaded. @returns what mends it again. */
export function breakModule(path: string): () => void {
  const healthy = readFileSync(path)
  writeFileSync(path, `throw new Error("broken");\n${healthy}`)
  return () => writeFileSync(path, healthy)
}

function manifest(): { files: string[] } {
  return JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8")) as { files: string[] }
}

async function must(box: Sandbox, command: string[], cwd?: string): Promise<string> {
  const { code, stdout, stderr } = await box.spawn(command, cwd === undefined ? {} : { cwd })
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}: ${stderr}`)
  return stdout
}
