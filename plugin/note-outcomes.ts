// Notes in the ledger what became of each call that was allowed: it ran, it failed, or OpenCode's own permission said no.
// Beside the work: no call waits for it.
import type { Hooks } from "@opencode-ai/plugin"
import * as z from "zod"
import { type Instance, keepNewest } from "../config/index.ts"
import { inBackground, type OutcomeNote, pauseInBackground } from "../ledger/index.ts"
import type { Guard } from "./guard-tool.ts"
import { verdictLedger } from "./verdict-ledger.ts"

type After = NonNullable<Hooks["tool.execute.after"]>

export interface Outcomes {
  /** tool.execute.after: the tool came to its end. */
  ran: (
    call: Pick<Parameters<After>[0], "sessionID" | "callID">,
    output: { metadata?: unknown } | undefined,
  ) => void
  note: (event: unknown) => void
  /** What still waits for a permission never runs. */
  close: () => void
}

// As 1.18 sends them; the v1 types name older shapes.
const eventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("permission.asked"),
    properties: z.object({ id: z.string(), sessionID: z.string(), tool: z.object({ callID: z.string() }) }),
  }),
  z.object({
    type: z.literal("permission.replied"),
    properties: z.object({ requestID: z.string(), reply: z.string() }),
  }),
  z.object({
    type: z.literal("message.part.updated"),
    properties: z.object({
      part: z.object({
        type: z.literal("tool"),
        sessionID: z.string(),
        callID: z.string(),
        state: z.object({ status: z.literal("error"), error: z.string() }),
      }),
    }),
  }),
])

/** How OpenCode tells a model of a rule of the person's. */
const BY_RULE = /^The user has specified a rule which prevents/

const exited = z.object({ exit: z.number() })

/** Permissions that nobody answered. */
const MOST_ASKS = 1_000

/** Calls come in bursts, and are written together. */
const TOGETHER_MS = 200

export function noteOutcomes({
  instance,
  guard,
}: {
  instance: Instance
  guard: Pick<Guard, "verdictOf">
}): Outcomes {
  const asks = new Map<string, { session: string; call: string }>()
  const add = queueOf(instance, guard)
  return {
    ran: ({ sessionID: session, callID: call }, output) => {
      const end = exited.safeParse(output?.metadata)
      add({ session, call, outcome: "ran", ...(end.success ? { exitCode: end.data.exit } : {}) })
    },
    note: (sent) => {
      const event = eventSchema.safeParse(sent).data
      if (event?.type === "permission.asked") {
        const { id, sessionID, tool } = event.properties
        keepNewest(asks, id, { session: sessionID, call: tool.callID }, MOST_ASKS)
      } else if (event?.type === "permission.replied") {
        const asked = asks.get(event.properties.requestID)
        asks.delete(event.properties.requestID)
        if (asked && event.properties.reply === "reject") add({ ...asked, outcome: "rejected" })
      } else if (event) {
        const { sessionID: session, callID: call, state } = event.properties.part
        const waiting = [...asks].find(([, asked]) => asked.session === session && asked.call === call)
        if (waiting) asks.delete(waiting[0])
        const failed = BY_RULE.test(state.error) ? "rejected" : "failed"
        add({ session, call, outcome: waiting ? "never-ran" : failed })
      }
    },
    close: () => {
      for (const asked of asks.values()) add({ ...asked, outcome: "never-ran" })
      asks.clear()
    },
  }
}

function queueOf(instance: Instance, guard: Pick<Guard, "verdictOf">): (note: OutcomeNote) => void {
  const notes: OutcomeNote[] = []
  return (note) => {
    // What was blocked stands as that already, and what was not judged has no row.
    if (guard.verdictOf(note.call)?.kind !== "allow") return
    notes.push(note)
    if (notes.length > 1) return
    inBackground(async () => {
      await pauseInBackground(TOGETHER_MS)
      await (await verdictLedger(instance)).noteOutcomes(notes.splice(0))
    })
  }
}
