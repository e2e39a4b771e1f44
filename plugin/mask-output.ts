// tool.execute.after: takes secrets out of what a tool gives back, before the model, OpenCode's database and its screen
// have it: out of its text, its title, its metadata and what is attached to it. The placeholders are those of the provider.
import type { Hooks } from "@opencode-ai/plugin"
import type { Instance } from "../config/index.ts"
import {
  mapStrings,
  maskText,
  noteMasked,
  PLACEHOLDER_NOTE,
  type Seen,
  tellSecrets,
} from "../ledger/index.ts"
import type { SessionTree } from "./session-tree.ts"

type After = NonNullable<Hooks["tool.execute.after"]>

export interface MaskDeps {
  instance: Instance
  sessions: Pick<SessionTree, "rootOf" | "agentOf">
}

/** Of an MCP server's tool the output is the server's own answer, in the form of its protocol. */
export async function maskOutput(
  { tool, sessionID: session, args }: Parameters<After>[0],
  output: object | undefined,
  { instance, sessions }: MaskDeps,
): Promise<void> {
  if (!output || instance.loaded.config.outbound.secrets !== "mask") return
  const seen: Seen[] = []
  const where = `in the result of ${tool}${subjectOf(args)}`
  const masked = mapStrings({ ...output }, (text) => maskIn(text, instance, where, seen))
  if (seen.length === 0) return
  Object.assign(output, withNote(masked))
  noteMasked(seen, instance)
  const [rootSession, agent] = [await sessions.rootOf(session), sessions.agentOf(session)]
  await tellSecrets(seen, { instance, session, rootSession, agent })
}

function maskIn(text: string, { environment }: Instance, where: string, seen: Seen[]): string {
  const attached = /^data:(text\/[^,]*|application\/(?:json|x?html|xml|yaml)[^,]*);base64,/.exec(text)?.[0]
  const plain = attached === undefined ? text : Buffer.from(text.slice(attached.length), "base64").toString()
  const { text: masked, found } = maskText(plain, { data: environment.paths.data, all: "mask" })
  // What is not certain is told by the provider, when it goes to a model.
  const taken = found.filter(({ isMasked }) => isMasked)
  if (taken.length === 0) return text
  seen.push(...taken.map((each) => ({ ...each, where })))
  return attached === undefined ? masked : attached + Buffer.from(masked).toString("base64")
}

function withNote(output: object): object {
  if ("output" in output && typeof output.output === "string")
    return { ...output, output: `${output.output}\n${PLACEHOLDER_NOTE}` }
  if ("content" in output && Array.isArray(output.content))
    return { ...output, content: [...output.content, { type: "text", text: PLACEHOLDER_NOTE }] }
  return output
}

function subjectOf(args: unknown): string {
  if (typeof args !== "object" || args === null) return ""
  const path = "filePath" in args ? args.filePath : "path" in args ? args.path : undefined
  return typeof path === "string" ? ` (${path})` : ""
}
