// What one slash command of Ralex's is: its name, the line that OpenCode shows for it, and what it does and says.
import type { Instance } from "../../config/index.ts"

export interface SlashCommand {
  /** Without the slash. */
  name: string
  description: string
  /** Does what the words say and returns what there is to say about it, as Markdown. A rejection is said as well. */
  answer: (words: string[], by: SaidBy) => Promise<string>
}

/** Where a person said it, which is always a root session. */
export interface SaidBy {
  instance: Instance
  rootSession: string
  at: Date
}
