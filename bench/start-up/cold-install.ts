// `npm install` of the packed tarball into an empty folder, with an empty cache: nothing of it comes from a registry, since
// the package has no dependencies.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pack } from "../../scripts/pack.ts"
import { CHECKOUT } from "../../test/e2e/sandbox.ts"

export interface ColdInstall {
  /** Of the clock, run by run. */
  seconds: number[]
  tarballMb: number
}

export async function measureInstalls(times: number): Promise<ColdInstall> {
  const folder = mkdtempSync(join(tmpdir(), "ralex-install-"))
  try {
    const { tarball, size } = await pack(CHECKOUT, folder)
    const seconds: number[] = []
    for (let at = 0; at < times; at++) seconds.push(await installOnce(join(folder, `empty-${at}`), tarball))
    return { seconds, tarballMb: size / 1e6 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @throws with npm's own words. */
async function installOnce(folder: string, tarball: string): Promise<number> {
  mkdirSync(folder)
  const words = ["npm", "install", "--no-audit", "--no-fund", "--cache", join(folder, "cache"), tarball]
  const begunAt = performance.now()
  const child = Bun.spawn(words, { cwd: folder, stdout: "ignore", stderr: "pipe" })
  const [error, code] = await Promise.all([child.stderr.text(), child.exited])
  if (code !== 0) throw new Error(`npm install ended with ${code}: ${error}`)
  return (performance.now() - begunAt) / 1_000
}
