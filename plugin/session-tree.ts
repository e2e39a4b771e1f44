// Which session began which, and for what ask: subagents' sessions count in their root session's budgets.
import type { PluginInput } from "@opencode-ai/plugin"
import type { Event } from "@opencode-ai/sdk"
import { LRUCache } from "lru-cache"

/** Messages of a session that still wait for their call are few. */
const REMEMBERED = 20
/** A server that runs for weeks must not keep them all; of the longest unused ones is asked again. */
const MOST_SESSIONS = 1_000
const MOST_COMMANDS = 1_000
const NONE = ""

export class SessionTree {
  /** NONE of a root session. */
  private readonly parents = bySession<string>()
  private readonly agents = bySession<string>()
  /** The person's message that each root session works on. */
  private readonly turns = bySession<string>()
  /** Messages that somebody said; OpenCode adds others of its own, such as after a compaction. */
  private readonly said = bySession<string[]>()
  /** Messages that are slash commands of Ralex's. */
  private readonly commands = new LRUCache<string, true>({ max: MOST_COMMANDS })

  constructor(private readonly client: PluginInput["client"]) {}

  note(event: Event): void {
    if (event.type === "session.deleted") this.forget(event.properties.info.id)
    if (event.type !== "session.created" && event.type !== "session.updated") return
    this.parents.set(event.properties.info.id, event.properties.info.parentID ?? NONE)
  }

  noteAgent(session: string, agent: string): void {
    if (agent !== "title" && agent !== "summary") this.agents.set(session, agent)
  }

  agentOf(session: string): string {
    return this.agents.get(session) ?? ""
  }

  /** A session this process has not seen begin (a continued one) is asked for. */
  async rootOf(session: string): Promise<string> {
    const parent = this.parents.get(session) ?? (await this.ask(session))
    return parent === NONE || parent === session ? session : this.rootOf(parent)
  }

  /** A command is no ask: work that it interrupts goes on with its turn. */
  noteCommand(message: string): void {
    this.commands.set(message, true)
  }

  /** The person's message that a call counts for: a subagent's call for the one that its root session works on. */
  async turnOf(session: string, message: string): Promise<string> {
    const root = await this.rootOf(session)
    if (root === session && this.isAsk(session, message)) this.turns.set(root, message)
    return this.turns.get(root) ?? message
  }

  noteSaid(session: string, message: string): void {
    this.said.set(session, [...(this.said.get(session) ?? []).slice(-REMEMBERED), message])
  }

  /** Where nobody was heard to say anything, as in a session that is only summed up, any message is one. */
  private isAsk(session: string, message: string): boolean {
    return !this.commands.has(message) && (this.said.get(session)?.includes(message) ?? true)
  }

  private async ask(session: string): Promise<string> {
    const answer = await this.client.session.get({ path: { id: session } }).catch(() => undefined)
    const parent = answer?.data?.parentID ?? NONE
    this.parents.set(session, parent)
    return parent
  }

  private forget(session: string): void {
    for (const known of [this.parents, this.agents, this.turns, this.said]) known.delete(session)
  }
}

function bySession<Known extends string | string[]>(): LRUCache<string, Known> {
  return new LRUCache({ max: MOST_SESSIONS })
}
