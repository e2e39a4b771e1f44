// The bytes of the one self-contained file that is plugin and provider: as shipped, or built in a checkout.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { RalexError } from "../../config/index.ts"

interface BuildModule {
  buildOneFilePlugin: () => Promise<Uint8Array>
}

/** @throws {RalexError} when the package has neither the file nor what builds it. */
export async function oneFilePlugin(packageRoot: string): Promise<Buffer> {
  const script = join(packageRoot, "scripts", "build.ts")
  if (existsSync(script)) {
    const build: BuildModule = await import(pathToFileURL(script).href)
    return Buffer.from(await build.buildOneFilePlugin())
  }
  const shipped = join(packageRoot, "dist", "ralex.js")
  if (existsSync(shipped)) return readFileSync(shipped)
  throw new RalexError(`${shipped} is missing; install opencode-ralex again.`)
}
