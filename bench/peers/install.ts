// Installs pinned versions by npm and pip into a folder, once, and says in a sentence why not where they can't be had.
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Installed } from "./peer.ts"

const LIMIT_MS = 900_000

export interface Manifest {
  dependencies: Record<string, string>
  overrides?: Record<string, string>
}

/** @returns with the version of the first dependency. No script of a package is run. */
export async function installNpm(folder: string, manifest: Manifest): Promise<Installed> {
  const [[name, version] = ["", ""]] = Object.entries(manifest.dependencies)
  return once(folder, JSON.stringify(manifest), async () => {
    await Bun.write(join(folder, "package.json"), JSON.stringify({ private: true, ...manifest }))
    const words = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    const { code, said } = await run(words, folder)
    if (code === 0) return { had: true, version }
    return { had: false, why: `npm could not install ${name} ${version} (${errorCode(said)}).` }
  })
}

/** @param versions The first that can be had whole is taken. */
export async function installPython(
  folder: string,
  name: string,
  extra: string,
  versions: readonly string[],
): Promise<Installed> {
  return once(folder, `${name}[${extra}] ${versions}`, async () => {
    const made = await run(["python3", "-m", "venv", folder])
    if (made.code !== 0) return { had: false, why: "Python with its module venv is not there." }
    const pip = join(folder, "bin", "pip")
    for (const version of versions) {
      const { code } = await run([pip, "install", "--quiet", `${name}[${extra}]==${version}`])
      if (code === 0) return { had: true, version }
    }
    return { had: false, why: `pip could not install ${name}[${extra}] ${versions.join(" or ")}.` }
  })
}

/** Keeps what was had from a run before, unless something else was wanted then. */
async function once(folder: string, wanted: string, install: () => Promise<Installed>): Promise<Installed> {
  const note = Bun.file(join(folder, "installed.json"))
  if (await note.exists()) {
    const before = (await note.json()) as { wanted: string; installed: Installed }
    if (before.wanted === wanted) return before.installed
  }
  mkdirSync(folder, { recursive: true })
  const installed = await install()
  if (installed.had) await Bun.write(note, JSON.stringify({ wanted, installed }))
  return installed
}

async function run(words: string[], cwd = "."): Promise<{ code: number; said: string }> {
  try {
    const child = Bun.spawn(words, { cwd, stdout: "ignore", stderr: "pipe", timeout: LIMIT_MS })
    const said = await new Response(child.stderr).text()
    return { code: await child.exited, said }
  } catch {
    return { code: -1, said: `${words[0]} is not there` }
  }
}

/** What npm calls its error; the rest of what it says names folders and hosts. */
function errorCode(said: string): string {
  return /npm error code (\w+)/.exec(said)?.[1] ?? "without a code"
}
