// The one place where plugin and provider meet: live things of this process that neither may own alone.
// A symbol on globalThis, since the two may be loaded as two copies of the package.
import type { Environment } from "./environment.ts"
import type { LoadedConfig } from "./load-config.ts"
import type { Tier } from "./tiers.ts"

/** One OpenCode instance (a project in this process), as its healthy plugin announced it. */
export interface Instance {
  nonce: string
  /** One id for all that this process does in this project. */
  run: string
  /** The project's root directory. */
  project: string
  environment: Environment
  loaded: LoadedConfig
  /** The OpenRouter keys, in the order in which they are used; none where the person has none. */
  apiKeys: () => string[]
  /** Has them printed where a command does that; `refused` is one that OpenRouter no longer takes. Why there is none, in plain words. */
  printKey?: ((refused?: string) => Promise<string | undefined>) | undefined
  /** Tells the person, never the model; each sentence once. */
  tell: (notice: Notice) => void
  /** What `dispose` turns into the exit code. */
  outcome: { budgetStopped: boolean; blocked: number; unverified?: boolean }
  /** Decisions held for a turn, by session: see provider/held-decision.ts. */
  decisions: Map<string, unknown>
  /** What a person chose by `/ralex-tier`, by root session. */
  chosenTiers: Map<string, Tier>
  /** Asks that belong to a workflow command, by OpenCode's id of the person's message. */
  workflows?: Map<string, WorkflowAsk>
  /** Slash commands that wait for their answer, by OpenCode's id of the message that holds them. */
  commands: Map<string, WaitingCommand>
  /** Attempts that ended and are checked, the newest of each session. */
  attempts: Map<string, Attempt>
  /** How the newest of the model's commands ended, by the id of their tool call. */
  exitCodes: Map<string, number>
  /** Placeholders that models got in place of secrets: see ledger/secrets/. */
  masked?: Set<string>
  /** What the summary of the run has so far: see ledger/run-summary/. */
  summary?: unknown
}

/** An ask of a workflow, such as `/create-spec`: see plugin/workflows/. */
export interface WorkflowAsk {
  /** Without the slash. */
  name: string
  /** Undefined where the classifier decides. */
  tier: Tier | undefined
}

/** The end of an attempt: the provider asks for its check, the plugin's tool does it, the provider goes on. */
export interface Attempt {
  /** Proves to the tool that it is Ralex who asks; counts once. */
  nonce: string
  /** The person's message that the attempt works on. */
  turn: string
  /** Null of a model that the person chose by its id. */
  tier: Tier | null
  /** How often this turn was raised before. */
  raises: number
  /** May not be raised: the person chose the model or the tier, or there is none above. */
  isTop: boolean
  /** Signs of failure, in plain words; never text of the prompt. */
  signs: string[]
  /** Undefined where only the signs speak. */
  run: string | undefined
  state: "asked" | "running" | "ended" | "read"
  outcome: Verification | undefined
}

/** What became of `verify.run`. */
export interface Verification {
  kind: "passed" | "failed" | "timed-out" | "could-not-run"
  /** One sentence: what happened to which command. */
  sentence: string
}

/** What a person said with a slash command: see plugin/commands/hear-commands.ts. */
export interface WaitingCommand {
  session: string
  /** Does it, and says what there is to say about it. */
  answer: () => Promise<string>
  /** The session was at work, which goes on after the answer. */
  interrupts: boolean
}

export interface Notice {
  level: "info" | "warning" | "error"
  text: string
  /** It is said each time that it happens. */
  each?: true
  /** How long it is shown, where what is said goes away by itself. */
  seconds?: number
}

export interface CapturedEnvironment {
  environment: Environment
  /** Why it can not be relied on; no call is made then. */
  error: string | undefined
}

export interface RuntimeSlot {
  /** Read once a process, before the secrets were removed from its environment. */
  environment: CapturedEnvironment | undefined
  instances: Map<string, Instance>
  /** Keys of the person's own upstreams, by their variables and by the commands that printed them: see upstream-keys.ts. */
  upstreamKeys: Map<string, string>
  printedKeys: Map<string, string>
  /** Open ledgers by address; typed by ledger/shared-ledger.ts. */
  ledgers: Map<string, unknown>
  /** Alerts still being said, and the end of the last webhook delivery: see ledger/alerts/pending-alerts.ts. */
  alerts: { pending: Set<Promise<void>>; deliveries: Promise<void> }
  /** Work beside the calls, its pauses, and how many ends wait for it: see ledger/background.ts. */
  background: { pending: Set<Promise<void>>; pauses: Set<() => void>; ending: number }
}

const SLOT = Symbol.for("ralex.runtime.1")

export function runtimeSlot(): RuntimeSlot {
  const holder = globalThis as { [SLOT]?: RuntimeSlot }
  holder[SLOT] ??= {
    environment: undefined,
    instances: new Map(),
    upstreamKeys: new Map(),
    printedKeys: new Map(),
    ledgers: new Map(),
    alerts: { pending: new Set(), deliveries: Promise.resolve() },
    background: { pending: new Set(), pauses: new Set(), ending: 0 },
  }
  return holder[SLOT]
}
