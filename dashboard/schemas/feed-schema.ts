// What happens, as it happens.
import * as z from "zod"
import { blockSchema } from "./block-schema.ts"
import { callLine } from "./call-schema.ts"
import { count, period, time } from "./common.ts"

/** A call comes again as it changes: `id` tells that it is the same one. */
export const feedEventSchema = z.discriminatedUnion("type", [
  callLine.extend({ type: z.literal("call"), sequence: count }),
  blockSchema.omit({ rule: true, next: true }).extend({
    type: z.literal("verdict"),
    rule: z.string().nullable(),
    exitCode: z.int().nullable(),
    /** A person let this action pass once. */
    lifted: z.boolean(),
  }),
  z.object({
    type: z.literal("lift"),
    sequence: count,
    at: time,
    /** In words, such as "the daily budget". */
    name: z.string(),
    /** null is no limit. */
    limitUsd: z.number().nullable(),
    session: z.string().nullable(),
    until: time.nullable(),
    by: z.string(),
  }),
  z.object({
    type: z.literal("alert"),
    at: time,
    key: z.string(),
    level: z.enum(["info", "warning", "error"]),
    text: z.string(),
  }),
])
export type FeedEvent = z.infer<typeof feedEventSchema>

/**
 * `api/feed.json`: the newest first, at most MOST_ROWS; verdicts without those that allowed. Live: `api/events` is the
 * same by server-sent events, oldest first: `event: feed`, `data` is one FeedEvent, and `id` is a cursor that the
 * browser sends back as Last-Event-ID. The stream begins where `?after=CURSOR` says, else with what comes next.
 */
export const feedSchema = z.object({
  ...period,
  /** Where the live events go on. */
  cursor: z.string(),
  events: z.array(feedEventSchema),
})
export type FeedDocument = z.infer<typeof feedSchema>
