// The parts of an upstream's stream as they come, with an eye on the chunks below them: who answers, and whether a stream
// that ends has really come to its end. A stream that was cut may not pass for a whole answer.
import type { LanguageModelV3StreamPart } from "@ai-sdk/provider"
import * as z from "zod"
import { type Failure, failureOf } from "./failure.ts"

/** The rest of a stream, part by part. */
export interface PartReader {
  read: () => Promise<{ done: boolean; value?: LanguageModelV3StreamPart | undefined }>
}

/** What the chunks said so far. */
export interface Seen {
  generationId: string | null
  provider: string | undefined
  /** What really answers, by OpenRouter's name. */
  modelId: string | undefined
}

/** The stream ended before its end. */
export class StreamBreak extends Error {
  constructor(readonly failure: Failure) {
    super(failure.detail)
  }
}

const toolCallSchema = z.object({
  index: z.number().nullish(),
  id: z.string().nullish(),
  function: z.object({ arguments: z.string().nullish() }).nullish(),
})
type ToolCallDelta = z.infer<typeof toolCallSchema>

const chunkSchema = z.object({
  provider: z.string().min(1).nullish(),
  model: z.string().min(1).nullish(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        native_finish_reason: z.string().nullish(),
        delta: z.object({ tool_calls: z.array(toolCallSchema).nullish().catch(undefined) }).nullish(),
      }),
    )
    .nullish(),
})

/** Native reasons of a provider that died, which OpenRouter may pass on as an ordinary stop. */
const DIED = /^(?:network_error|error|server_error)$/i

export class CheckedParts implements PartReader {
  /** The arguments of each tool call as they were sent, by its index, */
  private readonly sent = new Map<number, { id: string | undefined; text: string }>()
  /** and as they are passed on, by its id. */
  private readonly passed = new Map<string, string>()
  private finished = false
  private died = false

  constructor(
    private readonly upstream: PartReader,
    private readonly seen: Seen,
    private readonly keepRaw: boolean,
  ) {}

  async read(): Promise<{ done: boolean; value?: LanguageModelV3StreamPart | undefined }> {
    for (;;) {
      const { done, value } = await this.upstream.read()
      if (done || !value) return { done: true }
      this.note(value)
      this.check(value)
      if (value.type !== "raw" || this.keepRaw) return { done, value }
    }
  }

  private note(part: LanguageModelV3StreamPart): void {
    if (part.type === "response-metadata" && part.id) this.seen.generationId ??= part.id
    if (part.type === "tool-input-delta")
      this.passed.set(part.id, (this.passed.get(part.id) ?? "") + part.delta)
    if (part.type === "raw") this.noteChunk(part.rawValue)
  }

  private noteChunk(chunk: unknown): void {
    const { data } = chunkSchema.safeParse(chunk)
    if (!data) return
    this.seen.provider ??= data.provider ?? undefined
    this.seen.modelId ??= data.model ?? undefined
    const [choice] = data.choices ?? []
    this.finished ||= choice?.finish_reason != null
    this.died ||= DIED.test(choice?.native_finish_reason ?? "")
    for (const delta of choice?.delta?.tool_calls ?? []) this.noteToolCall(delta)
  }

  private noteToolCall({ index, id, function: given }: ToolCallDelta): void {
    const at = index ?? this.indexOf(id)
    const before = this.sent.get(at)
    this.sent.set(at, {
      id: before?.id ?? id ?? undefined,
      text: (before?.text ?? "") + (given?.arguments ?? ""),
    })
  }

  /** Some endpoints number no tool calls: then a new id begins the next one. */
  private indexOf(id: string | null | undefined): number {
    const known = [...this.sent.values()].findIndex((call) => call.id === id)
    if (id && known < 0) return this.sent.size
    return id ? known : Math.max(0, this.sent.size - 1)
  }

  private check(part: LanguageModelV3StreamPart): void {
    if (!this.finished && this.isMadeUp(part)) throw cut()
    if (part.type !== "finish" || part.finishReason.unified === "error") return
    if (!this.finished && part.usage.raw === undefined) throw cut()
    if (this.died) throw new StreamBreak(failureOf("unavailable", "the provider's connection broke"))
  }

  /** Of a call that was cut in its arguments the AI SDK's provider makes one without any: nobody may run that. */
  private isMadeUp(part: LanguageModelV3StreamPart): boolean {
    if (part.type === "tool-call") return !this.wasSent(part.toolCallId, (text) => text === part.input)
    if (part.type !== "tool-input-delta") return false
    const passed = this.passed.get(part.id) ?? ""
    return !this.wasSent(part.id, (text) => text.startsWith(passed))
  }

  /** Where ids are missing or doubled the AI SDK's provider makes its own. */
  private wasSent(id: string, fits: (text: string) => boolean): boolean {
    const calls = [...this.sent.values()]
    const own = calls.filter((call) => call.id === id)
    return (own.length > 0 ? own : calls).some(({ text }) => fits(text))
  }
}

function cut(): StreamBreak {
  return new StreamBreak(failureOf("cut-off", "the stream ended without a finish", { billable: true }))
}
