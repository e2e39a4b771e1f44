// The body of POST /chat/completions as the simulator reads it, in OpenRouter's own words.
import * as z from "zod"

const contentSchema = z.union([z.string(), z.array(z.looseObject({ type: z.string() })), z.null()])

const messageSchema = z.looseObject({
  role: z.enum(["system", "developer", "user", "assistant", "tool"]),
  content: contentSchema.optional(),
  tool_calls: z
    .array(
      z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string(), arguments: z.string() }) }),
    )
    .nullish(),
  tool_call_id: z.string().optional(),
})

const toolSchema = z.looseObject({
  type: z.string(),
  function: z.looseObject({ name: z.string() }).optional(),
})

export const chatRequestSchema = z.looseObject({
  model: z.string().optional(),
  models: z.array(z.string()).optional(),
  messages: z.array(messageSchema).min(1),
  tools: z.array(toolSchema).optional(),
  stream: z.boolean().optional(),
  max_tokens: z.number().int().positive().optional(),
  max_completion_tokens: z.number().int().positive().optional(),
  session_id: z.string().optional(),
  provider: z.looseObject({ ignore: z.array(z.string()).optional() }).optional(),
})

/** What was asked; `model` is the one that answers once a model was chosen. */
export type ChatRequest = z.infer<typeof chatRequestSchema>
export type ChatMessage = ChatRequest["messages"][number]

/** The models to try, first choice first. */
export function candidatesOf(request: ChatRequest): string[] {
  const asked = [request.model, ...(request.models ?? [])]
  return [...new Set(asked.filter((id) => id !== undefined))]
}
