// What an execution sends, as programs and tables tell it.
import type { Channel } from "../execution.ts"

export interface Sending {
  channel: Channel
  /** Where it goes; nothing: what the program fetches from. */
  to: readonly string[]
  files: readonly { target: string; recursive: boolean }[]
  /** What comes in on standard input goes, too. */
  input: boolean
}
