// Standard input as a command sees it: lines as they come, the whole text, or one confirmation at a terminal.
import { createInterface } from "node:readline"
import { createInterface as createQuestion } from "node:readline/promises"
import { text } from "node:stream/consumers"
import type { Input } from "./context.ts"

export function readInput(stdin: NodeJS.ReadStream, stderr: NodeJS.WriteStream): Input {
  return {
    isTerminal: stdin.isTTY === true,
    lines: () => createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY }),
    text: () => text(stdin),
    confirm: async (question) => {
      const dialogue = createQuestion({ input: stdin, output: stderr })
      const answer = await dialogue.question(`${question} [y/N] `)
      dialogue.close()
      return /^y(es)?$/i.test(answer.trim())
    },
  }
}
