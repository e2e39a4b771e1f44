// Hears a workflow command, gives the model its instructions with the state of the project's files, and notes which asks
// belong to it, so that the provider sends them to the step's tier and counts them against its budget.
import type { Config, Hooks } from "@opencode-ai/plugin"
import type { Part } from "@opencode-ai/sdk"
import * as z from "zod"
import { type Instance, keepNewest, type Tier, type WorkflowAsk } from "../../config/index.ts"
import { slashCommands } from "../commands/slash-commands.ts"
import { isAttended } from "../is-attended.ts"
import type { SessionTree } from "../session-tree.ts"
import { compose } from "./compose.ts"
import { CHECKER, declareChecker, declareWorkflows } from "./declare-workflows.ts"
import type { Project } from "./project.ts"
import { layoutOf, readProject } from "./read-project.ts"
import type { Stand, Workflow } from "./workflow.ts"
import { workflows } from "./workflows.ts"

export interface WorkflowHearing {
  /** config. */
  declare: (config: Config) => void
  /** command.execute.before. */
  hear: NonNullable<Hooks["command.execute.before"]>
  /** chat.message: the message that a command became, or one of the conversation that it began. */
  bind: (call: { sessionID: string }, output: { message: { id: string }; parts: Part[] }) => void
}

export interface WorkflowDeps {
  instance: Instance
  sessions: SessionTree
  now: () => Date
}

/** A command between its two hooks, or one whose files are not all there. */
interface Open {
  session: string
  ask: WorkflowAsk
  due: Stand["due"]
  answers: number
}

/** A person who says more than this without the files being written is at something else. */
const MOST_ANSWERS = 5
/** More are not on their way between two hooks, nor open. */
const MOST_KEPT = 100

export function hearWorkflows(deps: WorkflowDeps): WorkflowHearing {
  const { instance, sessions } = deps
  const asks = new Map<string, WorkflowAsk>()
  instance.workflows = asks
  let ours = new Set<string>()
  const said = new Map<string, Open>()
  const open = new Map<string, Open>()
  const place = { project: instance.project, home: instance.environment.paths.home }
  let checker: string | undefined
  return {
    declare: (config) => {
      if (!instance.loaded.config.workflows.enabled) return
      ours = declareWorkflows(config)
      if (!ours.has("execute-tasks") || !layoutOf(instance.project)) return
      checker = CHECKER
      declareChecker(config)
    },
    hear: async ({ command, sessionID: session, arguments: words }, { parts }) => {
      const workflow = workflows.find(({ name }) => name === command && ours.has(name))
      if (!workflow) {
        if (!isRalexOwn(command)) open.delete(session) // a person who says another command is at something else
        return
      }
      const project = readProject(place)
      const stand = workflow.stand(project, { words: unquoted(words), at: deps.now(), checker })
      const nonce = crypto.randomUUID()
      putWords(parts, compose(workflow, { project, stand, attended: isAttended(instance) }), nonce)
      if ((await sessions.rootOf(session)) !== session) return
      const begun = { session, ask: askOf(workflow, deps), due: stand.due, answers: 0 }
      keepNewest(said, nonce, begun, MOST_KEPT)
    },
    bind: ({ sessionID }, { message, parts }) => {
      const begun = said.get(parts.map(nonceOf).find((nonce) => nonce !== undefined) ?? "")
      const going = begun?.session === sessionID ? begun : open.get(sessionID)
      if (!going) return
      if (going === begun) for (const [nonce, one] of said) if (one === begun) said.delete(nonce)
      open.delete(sessionID)
      const isOver = going !== begun && !isStillOpen(going, () => readProject(place))
      if (isOver) return
      keepNewest(open, sessionID, { ...going, answers: going.answers + 1 }, MOST_KEPT)
      keepNewest(asks, message.id, going.ask, MOST_KEPT)
    },
  }
}

/** `/ralex-budget` and the like are no asks. */
function isRalexOwn(command: string): boolean {
  return slashCommands.some(({ name }) => name === command)
}

/** Questions of a plan are answered in asks of their own, which belong to it until its files are there. */
function isStillOpen({ answers, due }: Open, read: () => Project): boolean {
  return answers <= MOST_ANSWERS && due(read()).length > 0
}

function askOf({ name, tier }: Workflow, { instance }: WorkflowDeps): WorkflowAsk {
  const { workflows: configured, profile } = instance.loaded.config
  const usual: Tier = profile === "quality" ? "premium" : "smart"
  return { name, tier: tier === "plan" ? (configured.tier ?? usual) : undefined }
}

type TextPart = Omit<Extract<Part, { type: "text" }>, "id" | "sessionID" | "messageID">

/** The person's words stay visible, what is added to them does not; files that they name stay, too. */
function putWords(
  parts: Part[],
  { ask, instructions }: { ask: string; instructions: string },
  nonce: string,
): void {
  const others = parts.filter(({ type }) => type !== "text")
  const texts: TextPart[] = [
    { type: "text", text: ask },
    { type: "text", text: instructions, synthetic: true, metadata: { ralex: { workflow: nonce } } },
  ]
  parts.splice(0, parts.length, ...(texts as Part[]), ...others) // OpenCode gives the ids
}

const marked = z.object({ ralex: z.object({ workflow: z.string() }) })

function nonceOf(part: Part): string | undefined {
  return part.type === "text" ? marked.safeParse(part.metadata).data?.ralex.workflow : undefined
}

/** `opencode run --command` puts quotes around several words. */
function unquoted(words: string): string {
  return /^"[\s\S]*"$/.test(words.trim()) ? words.trim().slice(1, -1).trim() : words.trim()
}
