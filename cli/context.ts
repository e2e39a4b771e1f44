// Everything a command may know of the world outside, handed in by main.ts so that no command reads it itself.
import { type Config, type Environment, type LoadedConfig, loadConfig } from "../config/index.ts"
import type { Dialogue } from "./dialogue.ts"
import { findProject } from "./find-project.ts"
import { UsageError } from "./usage-error.ts"

export interface Context {
  environment: Environment
  cwd: string
  /** The package's own folder: a checkout, or where it was installed. */
  packageRoot: string
  version: string
  /** PATH without what the project could have put there. */
  path: string
  /** For programs that Ralex starts: without secrets, and without what would make one of them something else. */
  variables: Record<string, string>
  /** TMPDIR. */
  temporaryFolder: string
  now: () => Date
  /** Data: exactly this text, on stdout. */
  print: (text: string) => void
  /** Talk: one line on stderr. */
  say: (line: string) => void
  input: Input
  output: Output
}

export interface Output {
  /** A terminal that shows them, and nobody said that they do not want them (NO_COLOR). */
  colors: boolean
  /** Of a terminal; undefined where lines may have any length. */
  columns: number | undefined
}

export interface Input {
  isTerminal: boolean
  lines: () => AsyncIterable<string>
  text: () => Promise<string>
  /** One question at the terminal; true only for a clear yes. */
  confirm: (question: string) => Promise<boolean>
  /** More than that, at a terminal. */
  dialogue: Dialogue
}

/** The configuration in force here. Says on stderr what was ignored. @throws {UsageError} for a broken file. */
export function configOf(context: Context): Config {
  return loadedOf(context).config
}

/** The same with what it was made of. */
export function loadedOf(context: Context): LoadedConfig {
  const loaded = loadConfig({ environment: context.environment, project: findProject(context.cwd) })
  if (loaded.error !== undefined) throw new UsageError(loaded.error)
  for (const notice of loaded.notices) context.say(notice)
  return loaded
}

export function printJson(context: Context, document: unknown): void {
  context.print(`${JSON.stringify(document, null, 2)}\n`)
}
