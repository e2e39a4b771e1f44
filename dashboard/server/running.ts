// The dashboard that already runs for a ledger and a project: noted in a file, and asked for proof before it is
// believed, since after a crash anybody may listen on its port.
import { createHash, randomBytes } from "node:crypto"
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as z from "zod"
import { proofOf } from "./login-code.ts"
import type { DashboardKeys } from "./places.ts"
import { sameSecret } from "./same-secret.ts"

const runningSchema = z.object({
  v: z.literal(1),
  /** Another one each time a server starts. */
  run: z.string(),
  /** Such as http://127.0.0.1:7259, where this machine reaches it. */
  origin: z.url({ protocol: /^http$/ }),
  host: z.string(),
  port: z.int(),
})
export type Running = z.infer<typeof runningSchema>

export function runningFile(data: string, ledger: string, project: string): string {
  const id = createHash("sha256").update(`${ledger}\n${project}`).digest("hex").slice(0, 12)
  return join(data, "dashboards", `${id}.json`)
}

export function noteRunning(file: string, running: Running): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const own = `${file}.${process.pid}`
  writeFileSync(own, `${JSON.stringify(running)}\n`, { mode: 0o600 })
  renameSync(own, file)
}

/** Only the note of this run: another server may have written its own since. */
export function forgetRunning(file: string, run: string): void {
  if (readNote(file)?.run === run) rmSync(file, { force: true })
}

const ANSWER_MS = 2_000

/** @returns undefined where none runs that has the key. */
export async function findRunning(file: string, keys: DashboardKeys): Promise<Running | undefined> {
  const noted = readNote(file)
  if (noted === undefined) return undefined
  const challenge = randomBytes(24).toString("base64url")
  const proof = await askForProof(`${noted.origin}${keys.path}here?challenge=${challenge}`)
  const login = { key: keys.key, run: noted.run }
  return proof !== undefined && sameSecret(proof, proofOf(login, challenge)) ? noted : undefined
}

async function askForProof(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(ANSWER_MS) })
    return z.object({ proof: z.string() }).parse(await answer.json()).proof
  } catch {
    return undefined
  }
}

function readNote(file: string): Running | undefined {
  try {
    return runningSchema.parse(JSON.parse(readFileSync(file, "utf8")))
  } catch {
    return undefined
  }
}
