// What OpenCode hands to its plugins, as far as Ralex looks at it, and an instance as the plugin announces it.
import { mkdtempSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Hooks, PluginInput } from "@opencode-ai/plugin"
import { configSchema, type Instance, readEnvironment, runtimeSlot } from "../../config/index.ts"
import { type Ledger, sharedLedger } from "../../ledger/index.ts"
import { SessionTree } from "../../plugin/session-tree.ts"
import { limitsOf } from "../config/limits-of.ts"

type ChatParams = NonNullable<Hooks["chat.params"]>
export type Call = Parameters<ChatParams>[0]
export type Client = PluginInput["client"]

/** The module that answers Ralex's own models. */
export const PROVIDER_URL = "file:///ralex.ts"

export interface Sample {
  root: string
  providerUrl: string
  instance: Instance
  told: string[]
  ledger: Ledger
  sessions: SessionTree
  client: FakeClient
}

export interface FakeClient {
  client: Client
  /** Parents of the sessions that OpenCode knows of. */
  parents: Map<string, string | undefined>
  asked: string[]
  toasts: string[]
  answers: { session: string; permission: string; response: string }[]
  /** The parts of each session's messages. */
  messages: Map<string, Record<string, unknown>[][]>
}

const closers: (() => Promise<void>)[] = []

export async function sample(config: Parameters<typeof configSchema.parse>[0] = {}): Promise<Sample> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ralex-plugin-")))
  const address = `sqlite:${join(root, "ledger.db")}`
  const told: string[] = []
  const project = join(root, "project")
  const environment = readEnvironment({ HOME: join(root, "home"), RALEX_LEDGER: address })
  const parsed = configSchema.parse(config)
  const instance: Instance = {
    nonce: "nonce-1",
    run: "run-1",
    project,
    environment,
    loaded: {
      config: parsed,
      written: {},
      notices: [],
      error: undefined,
      sources: [],
      limits: limitsOf(parsed, environment, project),
    },
    apiKeys: () => ["key"],
    tell: ({ text }) => void told.push(text),
    outcome: { budgetStopped: false, blocked: 0 },
    decisions: new Map(),
    chosenTiers: new Map(),
    commands: new Map(),
    attempts: new Map(),
    exitCodes: new Map(),
  }
  const ledger = await sharedLedger(runtimeSlot(), address)
  closers.push(async () => {
    runtimeSlot().ledgers.delete(address)
    await ledger.close()
    rmSync(root, { recursive: true, force: true })
  })
  const client = fakeClient()
  return {
    root,
    providerUrl: PROVIDER_URL,
    instance,
    told,
    ledger,
    client,
    sessions: new SessionTree(client.client),
  }
}

/** To be called in afterEach. */
export async function closeSamples(): Promise<void> {
  for (const close of closers.splice(0)) await close()
}

export function fakeClient(): FakeClient {
  const fake: Omit<FakeClient, "client"> = {
    parents: new Map(),
    asked: [],
    toasts: [],
    answers: [],
    messages: new Map(),
  }
  const client = {
    session: {
      get: async ({ path: { id } }: { path: { id: string } }) => {
        fake.asked.push(id)
        if (!fake.parents.has(id)) throw new Error("not found")
        return { data: { id, parentID: fake.parents.get(id) } }
      },
      messages: async ({ path: { id } }: { path: { id: string } }) => ({
        data: fake.messages.get(id)?.map((parts) => ({ info: {}, parts })),
      }),
    },
    tui: {
      showToast: async ({ body }: { body: { message: string } }) => void fake.toasts.push(body.message),
    },
    postSessionIdPermissionsPermissionId: async (sent: {
      path: { id: string; permissionID: string }
      body: { response: string }
    }) => {
      fake.answers.push({
        session: sent.path.id,
        permission: sent.path.permissionID,
        response: sent.body.response,
      })
    },
  }
  return { ...fake, client: client as unknown as Client }
}

export interface CallGiven {
  provider?: string
  /** The module that answers it. */
  npm?: string
  session?: string
  agent?: string
  model?: string
}

/** A call as chat.params and chat.headers see it; prices in USD per million tokens. */
export function callOf(given: CallGiven = {}): Call {
  const { provider = "other", session = "ses_1", agent = "build" } = given
  const { npm = provider === "ralex" ? PROVIDER_URL : "@ai-sdk/openai-compatible" } = given
  return {
    sessionID: session,
    agent,
    model: {
      id: given.model ?? "big-model",
      providerID: provider,
      api: { id: "big-model", url: "", npm },
      cost: { input: 2, output: 10, cache: { read: 0.2, write: 2.5 } },
      limit: { context: 100_000, output: 8_000 },
    },
    provider: {},
    message: { id: "msg_user" },
  } as unknown as Call
}

export function paramsOf(maxOutputTokens: number | undefined): Parameters<ChatParams>[1] {
  return { temperature: 0, topP: 1, topK: 0, maxOutputTokens, options: {} }
}

/** An assistant message's event, as 1.18 sends it. */
export function messageEvent(given: Record<string, unknown> = {}): unknown {
  return {
    type: "message.updated",
    properties: {
      info: {
        id: "msg_assistant",
        role: "assistant",
        sessionID: "ses_1",
        agent: "build",
        providerID: "other",
        modelID: "big-model",
        cost: 0.0123,
        tokens: { input: 100, output: 40, reasoning: 10, cache: { read: 30, write: 5 } },
        time: { created: 1, completed: 2 },
        ...given,
      },
    },
  }
}

export function sessionEvent(id: string, parentID?: string): Parameters<SessionTree["note"]>[0] {
  const event = { type: "session.created", properties: { info: { id, ...(parentID ? { parentID } : {}) } } }
  return event as unknown as Parameters<SessionTree["note"]>[0]
}
