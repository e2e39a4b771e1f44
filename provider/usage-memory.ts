// What this process has learned from calls: by model, and the last call of each session. One for each OpenCode instance.
import { LRUCache } from "lru-cache"
import type { Instance } from "../config/index.ts"
import type { Model } from "../ledger/index.ts"
import type { Learned } from "./estimate-usage.ts"
import { type Lessons, learnUsage, NO_LESSONS, type ReportedCall } from "./learn-usage.ts"
import { type LastCall, previousCall } from "./previous-call.ts"
import type { Caller } from "./shake-hands.ts"

/** What shares a prompt cache: OpenCode's agents in a session have prompts of their own. */
export interface Thread {
  session: string
  agent: string
  model: string
}

export interface UsageMemory {
  learn: (call: ReportedCall) => void
  learned: (model: Pick<Model, "id">) => Learned
  last: (thread: Thread) => LastCall | undefined
  /** Unless a later call is known by then. */
  noteLast: (thread: Thread, call: LastCall) => void
  /** True once for each name, as long as it is among the newest. */
  isNew: (name: string) => boolean
}

const MOST_THREADS = 500
const MOST_NAMES = 1_000
const ALL = ""

const memories = new WeakMap<Instance, UsageMemory>()

export function usageMemoryOf(instance: Instance): UsageMemory {
  const memory = memories.get(instance) ?? createUsageMemory()
  memories.set(instance, memory)
  return memory
}

function createUsageMemory(): UsageMemory {
  const models = new Map<string, Lessons>()
  const threads = new LRUCache<string, LastCall>({ max: MOST_THREADS })
  const known = new LRUCache<string, true>({ max: MOST_NAMES })
  const lessonsOf = (id: string) => models.get(id) ?? NO_LESSONS
  const keyOf = ({ session, agent, model }: Thread) => JSON.stringify([session, agent, model])
  return {
    learn(call) {
      for (const id of [call.model.id, authorOf(call.model), ALL])
        models.set(id, learnUsage(lessonsOf(id), call))
    },
    learned: (model) => ({
      own: lessonsOf(model.id),
      author: lessonsOf(authorOf(model)),
      all: lessonsOf(ALL),
    }),
    last: (thread) => threads.get(keyOf(thread)),
    noteLast(thread, call) {
      const key = keyOf(thread)
      if ((threads.get(key)?.at ?? 0) <= call.at) threads.set(key, call)
    },
    isNew(name) {
      const isNew = !known.get(name)
      if (isNew) known.set(name, true)
      return isNew
    },
  }
}

function authorOf({ id }: Pick<Model, "id">): string {
  return id.split("/")[0] ?? ""
}

/** What of the session's last call a model may still have in its cache. */
export function lastCallOf({ instance, session, agent }: Caller, model: string, now: number) {
  return previousCall(usageMemoryOf(instance).last({ session, agent, model }), now)
}
