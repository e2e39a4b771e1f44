// Names the turn of a call that no plugin vouched for, so that a budget for one ask works in scripts as well.
import { createHash } from "node:crypto"
import type { LanguageModelV3Prompt } from "@ai-sdk/provider"
import type { Instance } from "../config/index.ts"

interface Script {
  instance: Pick<Instance, "run">
  rootSession: string
}

/**
 * All that people said so far is the same through the tool loop of an ask, and another with the next one. Two that say
 * the same count as one: a script tells its sessions apart by the header x-session-id.
 */
export function standaloneTurn({ instance, rootSession }: Script, prompt: LanguageModelV3Prompt): string {
  const said = prompt.flatMap(({ role, content }) => (role === "user" ? [content.map(textOf)] : []))
  const words = JSON.stringify([instance.run, rootSession, said])
  return `script-${createHash("sha256").update(words).digest("hex").slice(0, 32)}`
}

function textOf(part: { type: string; text?: string }): string {
  return part.text ?? part.type
}
