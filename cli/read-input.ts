// Standard input as a command sees it: lines as they come, the whole text, or one confirmation at a terminal.
import { createInterface } from "node:readline"
import { createInterface as createQuestion } from "node:readline/promises"
import { Readable } from "node:stream"
import { isatty } from "node:tty"
import type { Input } from "./context.ts"
import { clackDialogue } from "./dialogue.ts"

// Bun.stdin, not process.stdin: under Bun 1.3.14 that one loses a file's content when it is read some time after it
// was first touched (tried: `ralex classify < file` saw nothing).
export function readInput(): Input {
  return {
    isTerminal: isatty(0),
    lines: () =>
      createInterface({ input: Readable.fromWeb(Bun.stdin.stream()), crlfDelay: Number.POSITIVE_INFINITY }),
    text: () => Bun.stdin.text(),
    confirm: async (question) => {
      const dialogue = createQuestion({ input: process.stdin, output: process.stderr })
      const answer = await dialogue.question(`${question} [y/N] `)
      dialogue.close()
      return /^y(es)?$/i.test(answer.trim())
    },
    dialogue: clackDialogue,
  }
}
