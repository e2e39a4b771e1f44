// tool.execute.before: asks the rules about each tool call and blocks by throwing the reason, which the model reads.
import { tmpdir } from "node:os"
import type { Hooks } from "@opencode-ai/plugin"
import { guardedPlaces, type Instance, runtimeSlot } from "../config/index.ts"
import { redact, sharedLedger, type VerdictRow } from "../ledger/index.ts"
import type { JudgeContext, Verdict } from "../rules/index.ts"
import { callJudge } from "./call-judge.ts"
import { judgePlaceholders } from "./judge-placeholders.ts"
import type { Sandbox } from "./sandbox/create-sandbox.ts"
import type { SessionTree } from "./session-tree.ts"
import { createWrittenScripts } from "./written-scripts.ts"

type Before = NonNullable<Hooks["tool.execute.before"]>

export interface Guard {
  before: (call: Parameters<Before>[0], output: Parameters<Before>[1]) => Promise<void>
  /** What was said of a tool call; undefined for one that was not seen. */
  verdictOf: (callId: string) => Verdict | undefined
  /** Writes down what Ralex found out by itself about a session's work; it blocks nothing. */
  noteFound: (session: string, found: { tool: string; rule: string; reason: string }) => Promise<void>
}

export interface GuardDeps {
  instance: Instance
  sessions: SessionTree
  directory: string
  serverUrl: URL
  sandbox?: Pick<Sandbox, "prepare">
}

export function guardTool({ instance, sessions, directory, serverUrl, sandbox }: GuardDeps): Guard {
  const verdicts = new Map<string, Verdict>()
  const written = createWrittenScripts()
  const context = { ...contextOf(instance, directory, serverUrl), scriptAt: written.textAt }
  const calls = callJudge(instance, context)
  return {
    verdictOf: (callId) => verdicts.get(callId),
    noteFound: (session, { tool, ...found }) =>
      writeRow({ instance, sessions, tool, session }, () => ({ verdict: "allow", subject: null, ...found })),
    before: async ({ tool, sessionID, callID }, output) => {
      if (instance.loaded.config.mode === "off") return
      const call = { tool, args: output.args }
      const root = await sessions.rootOf(sessionID)
      const ruled = await calls.judge(call, root)
      const held = ruled.kind === "allow" ? judgePlaceholders(call, instance.masked) : ruled
      if (held.kind === "allow") calls.noteRun(call, root)
      if (held.kind === "allow") written.note(call, context)
      const entered = held.kind === "allow" ? await enterSandbox(callID, call, sandbox) : held
      const verdict = entered.kind === "allow" ? ruled : entered
      remember(verdicts, callID, verdict)
      await writeDown({ instance, sessions, tool, session: sessionID, args: output.args, verdict })
      if (verdict.kind === "allow") return
      if (verdict === ruled) instance.outcome.blocked += 1
      throw new Error(sentence(verdict))
    },
  }
}

/** The names of OpenCode's tool for commands, in its versions 1 and 2. */
const SHELL_TOOLS = new Set(["bash", "shell"])

/** An ask about a call comes while the call is young; a server that runs for weeks must not keep them all. */
const REMEMBERED = 1_000

function remember(verdicts: Map<string, Verdict>, callId: string, verdict: Verdict): void {
  verdicts.set(callId, verdict)
  const [oldest] = verdicts.keys()
  if (verdicts.size > REMEMBERED && oldest !== undefined) verdicts.delete(oldest)
}

const NO_SANDBOX = "ralex.no-sandbox"

async function enterSandbox(
  id: string,
  { tool, args }: { tool: string; args: Record<string, unknown> },
  sandbox: Pick<Sandbox, "prepare"> | undefined,
): Promise<Verdict> {
  if (!sandbox || !SHELL_TOOLS.has(tool) || typeof args.command !== "string") return { kind: "allow" }
  const prepared = await sandbox.prepare({ id, command: args.command })
  if (prepared.kind !== "refused") return { kind: "allow" }
  const reason = `no command may run outside of a sandbox here, and ${prepared.reason}`
  const suggestion = "Use the other tools, and tell the person, whom `ralex doctor` says what is missing."
  return { kind: "deny", rule: NO_SANDBOX, reason, suggestion }
}

function sentence({ reason, rule, suggestion }: Exclude<Verdict, { kind: "allow" }>): string {
  const instead = suggestion ? ` Instead: ${suggestion}` : ""
  return `Ralex blocked this (${rule}): ${reason}${/[.!?]$/.test(reason) ? "" : "."}${instead}`
}

interface Judged {
  instance: Instance
  sessions: SessionTree
  tool: string
  session: string
  args: Record<string, unknown>
  verdict: Verdict
}

const SUBJECT_LENGTH = 200

async function writeDown({ args, verdict, ...judged }: Judged): Promise<void> {
  await writeRow(judged, () => {
    if (verdict.kind === "allow")
      return { verdict: "allow", rule: null, reason: verdict.because ?? null, subject: null }
    const { kind, rule, reason } = verdict
    const subject = String(args.command ?? args.filePath ?? args.path ?? args.url ?? JSON.stringify(args))
    return { verdict: kind, rule, reason, subject: redact(subject).slice(0, SUBJECT_LENGTH) }
  })
}

/** A verdict holds even when it can not be written down; that is said instead. */
async function writeRow(
  { instance, sessions, tool, session }: Omit<Judged, "args" | "verdict">,
  row: () => Pick<VerdictRow, "verdict" | "rule" | "reason" | "subject">,
): Promise<void> {
  try {
    const ledger = await sharedLedger(runtimeSlot(), instance.environment.ledger, {
      outageFolder: instance.environment.paths.data,
    })
    await ledger.record({
      ...row(),
      at: new Date(),
      project: instance.project,
      session,
      rootSession: await sessions.rootOf(session),
      agent: sessions.agentOf(session),
      tool,
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    instance.tell({ level: "warning", text: `Ralex could not write its verdicts to the ledger: ${reason}` })
  }
}

function contextOf({ environment, project }: Instance, directory: string, serverUrl: URL): JudgeContext {
  return {
    ...guardedPlaces(environment, tmpdir()),
    project,
    cwd: directory,
    variables: process.env,
    serverUrl: String(serverUrl),
  }
}
