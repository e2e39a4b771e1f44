// What a tool call does, as the rules see it: programs that run and files and addresses they touch.
import type { ParsedArguments } from "./programs/parse-arguments.ts"
import type { HttpRequest } from "./programs/requests-of.ts"
import type { Statements } from "./programs/statements-of.ts"

/**
 * Stands in a word for text that is known only when the command runs (`$X`, `$(date)`). No argument of a
 * program can hold this character, so it can not be forged.
 */
export const UNKNOWN = "\u0000"

export const ACCESSES = ["read", "write", "delete", "empty", "move", "permissions", "use", "fetch"] as const
/** `empty`: the file stays, without what was in it; `use`: the path is handed to a program of which it is not known what it does with it. */
export type Access = (typeof ACCESSES)[number]

export interface Effect {
  access: Access
  /** A path as it was written (relative to `cwd`), or an address when the access is `fetch`. */
  target: string
  /** Whole trees, not single files. */
  recursive: boolean
  cwd: string
}

export const TRAITS = [
  "unresolved-program", // $X --flag
  "input-as-script", // curl … | sh
  "fork-bomb", // :(){ :|:& };:
  "kill-all", // kill -9 -1
  "secret-variable", // echo $OPENROUTER_API_KEY
] as const
/** What no pattern over words can say; found in code, named so that rules can build on it. */
export type Trait = (typeof TRAITS)[number]

/**
 * How surely an execution happens here and in its turn. `any-time`: also in a loop, or beside others; `untold`: later,
 * elsewhere, or not known. Left out: once, here, after all that were reported before it.
 */
export type Timing = "any-time" | "untold"

export interface Execution {
  /** Empty for a redirection, or for a tool that touches files itself. */
  argv: readonly string[]
  /** The base name of the program, in lower case. */
  program: string
  arguments: ParsedArguments
  cwd: string
  /** How it comes to run: `command`, `sudo`, `bash -c`, `substitution` … */
  origin: string
  effects: Effect[]
  requests: HttpRequest[]
  traits: Trait[]
  /** What a database is told to do. */
  statements?: Statements
  timing?: Timing
}
