// tool.execute.before: asks the rules about each tool call and blocks by throwing the reason, which the model reads.
import { tmpdir } from "node:os"
import type { Hooks } from "@opencode-ai/plugin"
import { guardedPlaces, type Instance, keepNewest } from "../config/index.ts"
import { holdsSecret, redact } from "../ledger/index.ts"
import type { Denial, JudgeContext, Verdict } from "../rules/index.ts"
import { annotateBlock } from "./annotate-block.ts"
import { callJudge } from "./call-judge.ts"
import { isAttended } from "./is-attended.ts"
import { judgePlaceholders } from "./judge-placeholders.ts"
import { liftOnce } from "./lift/lift-once.ts"
import { packPaths } from "./ruleset-in-force.ts"
import type { Sandbox } from "./sandbox/create-sandbox.ts"
import type { SessionTree } from "./session-tree.ts"
import { writeRow, writeVerdict } from "./write-verdict.ts"
import { createWrittenScripts } from "./written-scripts.ts"

type Before = NonNullable<Hooks["tool.execute.before"]>

export interface Guard {
  before: (call: Parameters<Before>[0], output: Parameters<Before>[1]) => Promise<void>
  /** What was said of a tool call; undefined for one that was not seen. */
  verdictOf: (callId: string) => Verdict | undefined
  /** What was allowed has run. */
  ended: (callId: string) => void
  /** Writes down what Ralex found out by itself about a session's work; it blocks nothing. */
  noteFound: (session: string, found: { tool: string; rule: string; reason: string }) => Promise<void>
}

export interface GuardDeps {
  instance: Instance
  sessions: SessionTree
  directory: string
  serverUrl: URL
  sandbox?: Pick<Sandbox, "prepare">
  /** Whether a person is there to lift what is blocked. */
  attended?: boolean
}

export function guardTool({ instance, sessions, directory, serverUrl, sandbox, ...deps }: GuardDeps): Guard {
  const verdicts = new Map<string, Verdict>()
  const written = createWrittenScripts()
  const context = {
    ...contextOf(instance, directory, serverUrl),
    scriptAt: written.textAt,
    scriptPaths: written.paths,
  }
  const calls = callJudge(instance, context)
  const { attended = isAttended(instance) } = deps
  const lifts = liftOnce({ instance, attended })
  return {
    verdictOf: (callId) => verdicts.get(callId),
    ended: calls.ended,
    noteFound: (session, { tool, ...found }) =>
      writeRow({ instance, sessions, tool, session }, () => ({ verdict: "allow", subject: null, ...found })),
    before: async ({ tool, sessionID: session, callID }, output) => {
      if (instance.loaded.config.mode === "off") return
      const call = { tool, args: output.args }
      const rootSession = await sessions.rootOf(session)
      const ruled = await calls.judge(call, rootSession)
      const masked = judgePlaceholders(call, instance.masked)
      const action = { ...call, directory, rootSession }
      // What could not run for its placeholder is not to use the person's leave up.
      const lifted =
        ruled.kind === "ask" && masked.kind === "allow" && (await lifts.take(action)) ? ruled : undefined
      const held = ruled.kind === "allow" || lifted ? masked : ruled
      if (held.kind === "allow") calls.began(callID, call, rootSession)
      if (held.kind === "allow") written.note(call, context)
      const refused = held.kind === "allow" ? await enterSandbox(callID, call, sandbox) : undefined
      const verdict = refused ?? (held.kind === "allow" && ruled.kind === "allow" ? ruled : held)
      keepNewest(verdicts, callID, verdict, REMEMBERED)
      await writeVerdict({ instance, sessions, session, call: callID, ...call, verdict, lifted })
      if (verdict.kind === "allow") return
      if (verdict === ruled) instance.outcome.blocked += 1
      annotateBlock(tool, verdict, instance)
      const offer =
        verdict.kind === "ask"
          ? ` ${await lifts.offer(action, { session, call: callID, denial: verdict })}`
          : ""
      throw new Error(`${sentence(verdict)}${offer}`)
    },
  }
}

/** The names of OpenCode's tool for commands, in its versions 1 and 2. */
const SHELL_TOOLS = new Set(["bash", "shell"])

/** An ask about a call comes while the call is young; a server that runs for weeks must not keep them all. */
const REMEMBERED = 1_000

const NO_SANDBOX = "ralex.no-sandbox"

async function enterSandbox(
  id: string,
  { tool, args }: { tool: string; args: Record<string, unknown> },
  sandbox: Pick<Sandbox, "prepare"> | undefined,
): Promise<Denial | undefined> {
  if (!sandbox || !SHELL_TOOLS.has(tool) || typeof args.command !== "string") return undefined
  const prepared = await sandbox.prepare({ id, command: args.command })
  if (prepared.kind !== "refused") return undefined
  const reason = `no command may run outside of a sandbox here, and ${prepared.reason}`
  const suggestion = "Use the other tools, and tell the person, whom `ralex doctor` says what is missing."
  return { kind: "deny", rule: NO_SANDBOX, reason, suggestion }
}

function sentence({ reason, rule, suggestion }: Denial): string {
  const instead = suggestion ? ` Instead: ${ended(suggestion)}` : ""
  return redact(`Ralex blocked this (${rule}): ${ended(reason)}${instead}`)
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function contextOf(
  { environment, project, loaded }: Instance,
  directory: string,
  serverUrl: URL,
): JudgeContext {
  const places = guardedPlaces(environment, tmpdir())
  const ralexConfig = [...places.protected.ralexConfig, ...packPaths(loaded, environment)]
  return {
    ...places,
    protected: { ...places.protected, ralexConfig },
    project,
    cwd: directory,
    variables: process.env,
    serverUrl: String(serverUrl),
    holdsSecret,
  }
}
