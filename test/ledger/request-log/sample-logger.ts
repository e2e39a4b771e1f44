// Who logs, on a machine of its own: what it is told, and the lines that came into its log.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { z } from "zod"
import { configSchema, type Instance, readEnvironment } from "../../../config/index.ts"
import { logFiles } from "../../../ledger/index.ts"

export interface SampleLogger {
  instance: Instance
  folder: string
  root: string
  told: string[]
  /** Of all files, oldest first. */
  lines: () => string[]
  names: () => string[]
}

const roots: string[] = []

export function sampleLogger(
  config: z.input<typeof configSchema> = {},
  variables: Record<string, string> = {},
): SampleLogger {
  const root = mkdtempSync(join(tmpdir(), "ralex-log-"))
  roots.push(root)
  const told: string[] = []
  const environment = readEnvironment({ HOME: root, ...variables })
  const parsed = configSchema.parse(config)
  const folder = environment.paths.log
  const loaded = { config: parsed, written: {}, notices: [], error: undefined, sources: [], limits: [] }
  const instance: Instance = {
    ...{ nonce: "n", run: "run-1", project: "/home/me/shop", environment, loaded },
    apiKeys: () => [],
    tell: ({ text }) => void told.push(text),
    outcome: { budgetStopped: false, blocked: 0 },
    decisions: new Map(),
    chosenTiers: new Map(),
    commands: new Map(),
    attempts: new Map(),
    exitCodes: new Map(),
  }
  return {
    instance,
    folder,
    root,
    told,
    lines: () =>
      logFiles(folder).flatMap((path) =>
        readFileSync(path, "utf8")
          .split("\n")
          .filter((line) => line !== ""),
      ),
    names: () => readdirSync(folder).toSorted(),
  }
}

/** To be called in afterEach. */
export function removeLoggers(): void {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true })
}
