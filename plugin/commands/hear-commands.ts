// Hears a person's slash commands and leaves them for the provider to answer. That a message is one is proven by a
// nonce that only `command.execute.before` gives out and that counts once; never by what the message says.
import type { Hooks } from "@opencode-ai/plugin"
import type { Event, Part } from "@opencode-ai/sdk"
import { commandMark, forgetOldest, type Instance, keepNewest, readCommandMark } from "../../config/index.ts"
import type { SessionTree } from "../session-tree.ts"
import type { SlashCommand } from "./slash-command.ts"
import { slashCommands } from "./slash-commands.ts"

type Before = NonNullable<Hooks["command.execute.before"]>
type Message = NonNullable<Hooks["chat.message"]>

export interface Hearing {
  /** command.execute.before: a person said it, since neither a prompt, a tool nor the task tool comes this way. */
  hear: Before
  /** chat.message: which message of the session it became. */
  bind: Message
  note: (event: Event) => void
}

export interface HearDeps {
  instance: Instance
  sessions: SessionTree
}

interface Said {
  session: string
  answer: () => Promise<string>
  interrupts: boolean
}

/** Between the two hooks is no wait for a person or a model; more than this many are not on their way. */
const ON_THEIR_WAY = 100
/** Commands that nobody asked a model after, and sessions whose end was not heard of. */
const MOST_WAITING = 1_000

/** OpenCode shows nothing of a message without an ask while it waits. */
const SOON = "Ralex answers as soon as the step that is running has ended."

export function hearCommands({ instance, sessions }: HearDeps): Hearing {
  const said = new Map<string, Said>()
  const working = new Set<string>()
  return {
    hear: async ({ command: name, sessionID: session, arguments: text }, { parts }) => {
      const command = slashCommands.find((one) => one.name === name)
      if (!command) return
      const nonce = crypto.randomUUID()
      const isRoot = (await sessions.rootOf(session)) === session
      const answer = isRoot ? () => obey(command, text, { instance, session }) : async () => onlyInRoot(name)
      keepNewest(said, nonce, { session, answer, interrupts: working.has(session) }, ON_THEIR_WAY)
      parts.splice(0, parts.length, wordsOf(`/${name} ${text}`.trim(), nonce))
    },
    bind: async ({ sessionID }, { message, parts }) => {
      const nonce = parts.map(nonceOf).find((found) => found !== undefined) ?? ""
      const one = said.get(nonce)
      if (one?.session !== sessionID) return
      said.delete(nonce)
      sessions.noteCommand(message.id)
      const ours = message.model.providerID === "ralex"
      // Only Ralex's own provider answers for nothing; the session keeps the model that the person chose.
      if (!ours) message.model = { providerID: "ralex", modelID: "auto" }
      const interrupts = one.interrupts && ours
      leave(instance, message.id, { ...one, interrupts })
      if (interrupts) instance.tell({ level: "info", text: SOON })
    },
    note: ({ type, properties }) => {
      if (type !== "session.status") return
      if (properties.status.type === "idle") working.delete(properties.sessionID)
      else working.add(properties.sessionID)
      forgetOldest(working, MOST_WAITING)
    },
  }
}

function obey(
  command: SlashCommand,
  text: string,
  { instance, session }: { instance: Instance; session: string },
): Promise<string> {
  return command.answer(splitWords(text), { instance, rootSession: session, at: new Date() })
}

/** `opencode run --command` puts quotes around several words. */
function splitWords(text: string): string[] {
  return text.split(/[\s"']+/).filter((word) => word !== "")
}

function onlyInRoot(name: string): string {
  return `/${name} does nothing in a subagent's session. Go back to the main session and say it there.`
}

/** Synthetic: OpenCode titles a session by the first ask of a person, and this is none. */
function wordsOf(text: string, nonce: string): Part {
  const part: Omit<Part & { type: "text" }, "id" | "sessionID" | "messageID"> = {
    type: "text",
    text,
    synthetic: true,
    metadata: commandMark(nonce),
  }
  return part as Part // OpenCode gives the ids
}

function nonceOf(part: Part): string | undefined {
  return part.type === "text" ? readCommandMark(part.metadata) : undefined
}

/** A command that waits while its session does nothing was broken off; the person does not expect it any more. */
function leave(instance: Instance, message: string, { session, answer, interrupts }: Said): void {
  if (!interrupts)
    for (const [other, waiting] of instance.commands)
      if (waiting.session === session) instance.commands.delete(other)
  keepNewest(instance.commands, message, { session, answer, interrupts }, MOST_WAITING)
}
