// What this process remembers of the sessions of an OpenCode instance; the longest unused ones are forgotten.
import { LRUCache } from "lru-cache"
import type { Instance } from "../config/index.ts"

const SESSIONS_AT_MOST = 500

/** @returns for an instance what is known of its sessions, by their ids. */
export function sessionMemory<Known extends object | string | number | true>(): (
  instance: Instance,
) => LRUCache<string, Known> {
  const memories = new WeakMap<Instance, LRUCache<string, Known>>()
  return (instance) => {
    const memory = memories.get(instance) ?? new LRUCache<string, Known>({ max: SESSIONS_AT_MOST })
    memories.set(instance, memory)
    return memory
  }
}
