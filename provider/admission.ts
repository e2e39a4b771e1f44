// Leave to make an upstream call: within the requests and tokens a minute of its model and key, and of all calls under
// way. Counted in this process; what other processes use shows as 429, and is known to all by who rests.
import PQueue from "p-queue"
import RateLimiterMemory from "rate-limiter-flexible/lib/RateLimiterMemory.js"
import type { Config } from "../config/index.ts"
import type { Slot } from "./call-with-fallback.ts"
import { type FairOptions, FairQueue } from "./fair-queue.ts"

type Calls = Pick<Config["calls"], "inFlight" | "rateLimits">
type RateLimit = Calls["rateLimits"][string]

export interface AdmissionRequest {
  modelId: string
  keyId: string
  session: string
  /** About so many of the prompt. */
  tokens: number
  signal: AbortSignal | undefined
  /** A place that is not given back by then is free again. */
  mostMs: number
  /** Hears of a wait that a person would notice. */
  waiting: (why: string) => void
}

const MINUTE_MS = 60_000
/** Shorter waits are not worth a sentence. */
const TOLD_FROM_MS = 2_000

export class Admission {
  private readonly inFlight = new PQueue<FairQueue, FairOptions>({ queueClass: FairQueue })
  private readonly gates = new Map<string, Gate>()

  /** @returns undefined where the caller left before its turn came. */
  async admit(request: AdmissionRequest, calls: Calls): Promise<Slot | undefined> {
    this.inFlight.concurrency = calls.inFlight
    const told = setTimeout(() => request.waiting(this.reason(request, calls)), TOLD_FROM_MS)
    try {
      for (const gate of this.gatesOf(request, calls)) await gate.pass(request)
      return await this.begin(request)
    } catch (error) {
      if (request.signal?.aborted) return undefined
      throw error
    } finally {
      clearTimeout(told)
    }
  }

  /** Whether a call would have to wait now. */
  isBusy(asked: Pick<AdmissionRequest, "modelId" | "keyId">, calls: Calls): boolean {
    return this.isFull(calls) || this.gatesOf(asked, calls).some((gate) => gate.isBusy)
  }

  private isFull({ inFlight }: Calls): boolean {
    return this.inFlight.pending >= inFlight
  }

  private async begin({ session, signal, mostMs }: AdmissionRequest): Promise<Slot> {
    const began = Promise.withResolvers<Slot>()
    const ended = Promise.withResolvers<void>()
    const task = async () => {
      const late = setTimeout(() => ended.resolve(), mostMs)
      late.unref()
      began.resolve({ release: () => ended.resolve() })
      await ended.promise
      clearTimeout(late)
    }
    this.inFlight.add(task, { session, ...(signal ? { signal } : {}) }).catch(began.reject)
    return began.promise
  }

  private gatesOf(asked: Pick<AdmissionRequest, "modelId" | "keyId">, { rateLimits }: Calls): Gate[] {
    return Object.entries(rateLimits)
      .filter(([pattern]) => isMeant(pattern, asked.modelId))
      .map(([pattern, limit]) => this.gate(pattern, limit, asked.keyId))
  }

  private gate(pattern: string, limit: RateLimit, keyId: string): Gate {
    const name = JSON.stringify([pattern, limit, keyId])
    const gate = this.gates.get(name) ?? new Gate(limit)
    this.gates.set(name, gate)
    return gate
  }

  private reason(request: AdmissionRequest, calls: Calls): string {
    const gate = this.gatesOf(request, calls).some(({ isBusy }) => isBusy)
    return gate ? `calls.rateLimits for ${request.modelId}` : `calls.inFlight of ${calls.inFlight}`
  }
}

/** One limit of one key. */
class Gate {
  private readonly requests: PQueue<FairQueue, FairOptions>
  private readonly tokens: RateLimiterMemory | undefined
  private readonly most: number
  private readonly limit: RateLimit
  /** When the newest of them began, for the queue says only that some wait. */
  private begun: number[] = []

  constructor(limit: RateLimit) {
    this.limit = limit
    const { requests, tokens } = limit
    const rate = requests === undefined ? {} : { intervalCap: requests, interval: MINUTE_MS, strict: true }
    this.requests = new PQueue<FairQueue, FairOptions>({ ...rate, concurrency: 1, queueClass: FairQueue })
    this.most = tokens ?? Number.POSITIVE_INFINITY
    this.tokens =
      tokens === undefined
        ? undefined
        : new RateLimiterMemory({ points: tokens, duration: MINUTE_MS / 1_000 })
  }

  get isBusy(): boolean {
    const { requests = Number.POSITIVE_INFINITY } = this.limit
    const isUsedUp = this.begun.filter((at) => Date.now() - at < MINUTE_MS).length >= requests
    return this.requests.size > 0 || this.requests.pending > 0 || isUsedUp
  }

  async pass({ session, tokens, signal }: AdmissionRequest): Promise<void> {
    // A prompt that is larger than the limit goes alone.
    const wanted = Math.min(Math.max(1, tokens), this.most)
    await this.requests.add(() => this.spend(wanted, signal), { session, ...(signal ? { signal } : {}) })
  }

  private async spend(tokens: number, signal: AbortSignal | undefined): Promise<void> {
    if (this.limit.requests) this.begun = [...this.begun, Date.now()].slice(-this.limit.requests)
    while (this.tokens && !signal?.aborted) {
      const left = await this.tokens.get("")
      if (!left || left.remainingPoints >= tokens) {
        await this.tokens.consume("", tokens)
        return
      }
      await Bun.sleep(Math.min(left.msBeforeNext, 1_000))
    }
  }
}

/** `*` at the beginning stands for anything, as in `*:free`. */
function isMeant(pattern: string, modelId: string): boolean {
  return pattern.startsWith("*") ? modelId.endsWith(pattern.slice(1)) : pattern === modelId
}
