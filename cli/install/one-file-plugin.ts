// The bytes of the self-contained files: the one that is plugin and provider, and the TUI's; as shipped, or built in a checkout.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { RalexError } from "../../config/index.ts"

interface BuildModule {
  buildOneFilePlugin: () => Promise<Uint8Array>
  buildTuiPlugin: () => Promise<Uint8Array>
}

export interface OneFilePlugins {
  server: Buffer
  tui: Buffer
}

/** @throws {RalexError} when the package has neither the files nor what builds them. */
export async function oneFilePlugins(packageRoot: string): Promise<OneFilePlugins> {
  const script = join(packageRoot, "scripts", "build.ts")
  if (existsSync(script)) {
    const build: BuildModule = await import(pathToFileURL(script).href)
    return {
      server: Buffer.from(await build.buildOneFilePlugin()),
      tui: Buffer.from(await build.buildTuiPlugin()),
    }
  }
  return { server: shippedFile(packageRoot, "drop-in.js"), tui: shippedFile(packageRoot, "tui.js") }
}

function shippedFile(packageRoot: string, name: string): Buffer {
  const shipped = join(packageRoot, "dist", name)
  if (existsSync(shipped)) return readFileSync(shipped)
  throw new RalexError(`${shipped} is missing; install opencode-ralex again.`)
}
