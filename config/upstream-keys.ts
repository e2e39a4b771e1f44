// The keys of the person's own upstreams: taken out of the environment as OpenRouter's is, or printed by a command of
// theirs. They stay in this process, and each goes to its own upstream only.
import { secretVariables } from "./environment.ts"
import { printKey } from "./printed-key.ts"
import { runtimeSlot } from "./runtime-slot.ts"
import type { Config, UpstreamConfig } from "./schema.ts"
import { wipeInitialEnvironment } from "./wipe-initial-environment.ts"

type Variables = Record<string, string | undefined>
type Upstreams = Config["upstreams"]

/** To be called wherever a configuration was loaded. */
export async function captureUpstreamKeys(upstreams: Upstreams, variables: Variables): Promise<void> {
  const names = readUpstreamKeys(upstreams, variables)
  await wipeInitialEnvironment(names)
  for (const name of names) delete variables[name]
}

/** The same for a script that runs the provider alone, and whose environment is its own. @returns what was there. */
export function readUpstreamKeys(upstreams: Upstreams, variables: Variables): string[] {
  const { upstreamKeys } = runtimeSlot()
  const named = Object.values(upstreams).flatMap(({ apiKeyEnv }) => apiKeyEnv ?? [])
  return [...new Set(named)].filter((name) => {
    const value = variables[name]?.trim()
    if (!value) return false
    upstreamKeys.set(name, value)
    return true
  })
}

/** Names of all variables that no child process may see. */
export function secretNames(): string[] {
  return [...secretVariables, ...runtimeSlot().upstreamKeys.keys()]
}

/** Servers that ask for any key get one such as "lm-studio", which is a word of many a configuration. */
const LEAST_SECRET = 12

/** What is known of them so far, to be kept from wherever it must not go. */
export function knownUpstreamKeys(): string[] {
  const { upstreamKeys, printedKeys } = runtimeSlot()
  return [...upstreamKeys.values(), ...printedKeys.values()].filter(({ length }) => length >= LEAST_SECRET)
}

export type UpstreamKey =
  | { kind: "key"; value: string }
  /** The upstream asks for none. */
  | { kind: "none" }
  /** In plain words, without the key. */
  | { kind: "missing"; reason: string }

/** @param home Where the command runs: not in the project, whose programs are not the person's. */
export async function upstreamKey(
  { apiKeyEnv, apiKeyCommand }: Pick<UpstreamConfig, "apiKeyEnv" | "apiKeyCommand">,
  home: string,
): Promise<UpstreamKey> {
  const { upstreamKeys } = runtimeSlot()
  if (apiKeyEnv !== undefined) {
    const value = upstreamKeys.get(apiKeyEnv)
    if (value !== undefined) return { kind: "key", value }
    if (apiKeyCommand === undefined) return { kind: "missing", reason: `${apiKeyEnv} is not set` }
  }
  if (apiKeyCommand === undefined) return { kind: "none" }
  const printed = await printKey(apiKeyCommand, home)
  if (printed.kind === "failed") return { kind: "missing", reason: `its apiKeyCommand ${printed.reason}` }
  return printed
}

/** The upstream no longer takes what the command printed: it is asked anew the next time. */
export function forgetPrintedKey({ apiKeyCommand }: Pick<UpstreamConfig, "apiKeyCommand">): void {
  if (apiKeyCommand !== undefined) runtimeSlot().printedKeys.delete(apiKeyCommand)
}
