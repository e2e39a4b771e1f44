// The answers that an OpenCode instance may give again: in memory and in the ledger, both within the bounds that the
// person set. What can not be read or written is not there; no call waits or fails for it.
import type { LanguageModelV3StreamPart } from "@ai-sdk/provider"
import { LRUCache } from "lru-cache"
import type { Instance } from "../../config/index.ts"
import { inBackground, type Ledger } from "../../ledger/index.ts"
import type { Candidate } from "../decide.ts"
import type { Caller } from "../shake-hands.ts"
import { type KeptAnswer, readKept } from "./kept-answer.ts"
import type { SharedAnswer } from "./shared-answer.ts"

/** An answer that began. */
export interface Given {
  stream: ReadableStream<LanguageModelV3StreamPart>
  candidate: Candidate
}

/** A model's own, made for this call. */
export interface Fresh extends Given {
  /** Nothing but what was asked made it what it is: no limit, no substitute. */
  isRepeatable: boolean
}

interface Bounds {
  ttlMs: number
  maxBytes: number
}

type Responses = Pick<Ledger, "response" | "keepResponse" | "forgetResponses">

interface InMemory {
  at: number
  body: string
}

/** Of each kind of note. */
const NOTES_AT_MOST = 5_000

export class ResponseCache {
  /** Answers that are being made, by key. */
  readonly running = new Map<string, SharedAnswer<Fresh>>()
  private readonly memory: LRUCache<string, InMemory>
  /** What each message of a person's was answered with, */
  private readonly answered = new LRUCache<string, true>({ max: NOTES_AT_MOST })
  /** and which answer a tool call is from. */
  private readonly toolCalls = new LRUCache<string, string>({ max: NOTES_AT_MOST })

  constructor(
    private readonly bounds: Bounds,
    private readonly now: () => number,
  ) {
    this.memory = new LRUCache({
      maxSize: bounds.maxBytes,
      sizeCalculation: ({ body }, key) => Buffer.byteLength(body) + key.length,
    })
  }

  async find(key: string, ledger: Responses): Promise<KeptAnswer | undefined> {
    const found = this.memory.get(key) ?? (await this.read(key, ledger))
    if (!found || found.at + this.bounds.ttlMs <= this.now()) return undefined
    const answer = readKept(found.body)
    if (!answer) return undefined
    this.memory.set(key, found)
    this.noteToolCalls(key, answer.parts)
    return answer
  }

  keep(key: string, answer: KeptAnswer, ledger: Responses): void {
    const { at } = answer
    const body = JSON.stringify(answer)
    this.memory.set(key, { at, body })
    this.noteToolCalls(key, answer.parts)
    const until = new Date(at + this.bounds.ttlMs)
    inBackground(() => ledger.keepResponse({ key, at: new Date(at), until, body }, this.bounds.maxBytes))
  }

  forgetToolCalls(ids: readonly string[], ledger: Responses): void {
    const keys = [...new Set(ids.flatMap((id) => this.toolCalls.get(id) ?? []))]
    if (keys.length === 0) return
    for (const key of keys) this.memory.delete(key)
    inBackground(() => ledger.forgetResponses(keys))
  }

  /**
   * Whether the same was asked for the same message before. Then the answer to it led nowhere, and would do so again:
   * a loop must not turn faster for nothing. Without a plugin nobody says which message a call is for.
   */
  wasAnswered({ session, ask }: Pick<Caller, "session" | "ask">, key: string): boolean {
    if (ask === "") return false
    const name = JSON.stringify([session, ask, key])
    if (this.answered.has(name)) return true
    this.answered.set(name, true)
    return false
  }

  /** So that the answer they are from is not given again, should they be refused. */
  private noteToolCalls(key: string, parts: readonly LanguageModelV3StreamPart[]): void {
    for (const part of parts) if (part.type === "tool-call") this.toolCalls.set(part.toolCallId, key)
  }

  private async read(key: string, ledger: Responses): Promise<InMemory | undefined> {
    const row = await ledger.response(key, new Date(this.now())).catch(() => undefined)
    return row && { at: row.at.getTime(), body: row.body }
  }
}

const caches = new WeakMap<Instance, ResponseCache>()

/** @returns undefined where the person does not want one. */
export function responseCacheOf(instance: Instance, now: () => number): ResponseCache | undefined {
  const { ttl, maxBytes } = instance.loaded.config.cache
  if (ttl === 0) return undefined
  const known = caches.get(instance) ?? new ResponseCache({ ttlMs: ttl * 1_000, maxBytes }, now)
  caches.set(instance, known)
  return known
}
