// The last step of every alert's sentence: one line, without secrets, and nothing in it that OpenCode would take for a
// passing failure.
import { withoutRetryWords } from "../../config/index.ts"
import { redact } from "../redact.ts"

/** Names of agents and models come from files that others wrote. */
export function alertText(sentence: string): string {
  return withoutRetryWords(redact(sentence).replace(/\p{Cc}+/gu, " "))
}
