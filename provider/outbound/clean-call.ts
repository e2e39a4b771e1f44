// A call as it may leave this machine: well-formed, over-long results of tools cut, secrets masked. What follows in the
// provider, the bound of its cost included, knows only the cleaned call.
import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import {
  type Found,
  type MaskedText,
  type Masking,
  mapStrings,
  maskText,
  noteMasked,
  PLACEHOLDER_NOTE,
  type Seen,
  secretsIn,
  tellSecrets,
} from "../../ledger/index.ts"
import type { Caller } from "../shake-hands.ts"
import { type CleanedMessage, knownPrompts, renewMessages, renewTools } from "./known-prompt.ts"
import { type Change, mapPromptTexts, type Place } from "./prompt-texts.ts"
import { repairText } from "./repair-text.ts"
import { shortenResults } from "./shorten-results.ts"

type Given = Pick<LanguageModelV3CallOptions, "prompt" | "tools">

/** What the session's call before had as well is taken as it was made of it then. */
export async function cleanCall<Call extends Given>(call: Call, caller: Caller): Promise<Call> {
  const { instance, session, agent } = caller
  const { outbound } = instance.loaded.config
  const known = knownPrompts(instance)
  const key = JSON.stringify([session, agent, outbound])
  const before = known.get(key)
  const tools = renewTools(call.tools, before?.tools, (given) => mapStrings(given, repairText))
  const { prompt, messages } = await renewMessages(call.prompt, before?.messages ?? [], (fresh, context) =>
    cleanMessages(fresh, { caller, context }),
  )
  known.set(key, { messages, tools })
  return { ...call, prompt, ...(tools ? { tools: tools.clean } : {}) }
}

async function cleanMessages(
  fresh: LanguageModelV3Prompt,
  { caller, context }: Cleaning,
): Promise<CleanedMessage[]> {
  const { secrets, toolResults } = caller.instance.loaded.config.outbound
  const { paths } = caller.instance.environment
  const whole = mapStrings(fresh, repairText)
  const masked = secrets === "off" ? whole : await withoutSecrets(whole, { caller, context, all: secrets })
  // After the masking: half a secret would not be recognised, and what is kept in a file must not hold one.
  const short = toolResults === null ? masked : shortenResults(masked, toolResults, paths.cache)
  return short.map((message, at) => ({ message, isSecret: masked[at] !== whole[at] }))
}

interface Cleaning {
  caller: Caller
  /** The messages and those around them. */
  context: LanguageModelV3Prompt
}

async function withoutSecrets(
  prompt: LanguageModelV3Prompt,
  { caller, context, all }: Cleaning & Pick<Masking, "all">,
): Promise<LanguageModelV3Prompt> {
  const found = await lookThrough(prompt)
  const seen: Seen[] = []
  const { data } = caller.instance.environment.paths
  const masked = maskSecrets(prompt, { data, all, found, seen, context })
  noteMasked(seen, caller.instance)
  await tellSecrets(seen, caller)
  return masked
}

/** How long the other sessions of the process may wait at a time. */
const AT_A_TIME_MS = 10

type FoundIn = Map<string, readonly Found[]>

/** So that a long conversation that is taken up again does not stop everything else while it is read. */
async function lookThrough(prompt: LanguageModelV3Prompt): Promise<FoundIn> {
  const texts = new Set<string>()
  mapPromptTexts(prompt, (text) => {
    texts.add(text)
    return text
  })
  const found: FoundIn = new Map()
  let since = performance.now()
  for (const text of texts) {
    found.set(text, secretsIn(text))
    if (performance.now() - since < AT_A_TIME_MS) continue
    await new Promise((resolve) => setImmediate(resolve))
    since = performance.now()
  }
  return found
}

interface Looking extends Masking, Pick<Cleaning, "context"> {
  found: FoundIn
  seen: Seen[]
}

function maskSecrets(
  prompt: LanguageModelV3Prompt,
  { found, seen, context, ...how }: Looking,
): LanguageModelV3Prompt {
  const change: Change = (text, place) => {
    const masked = maskText(text, how, found.get(text) ?? [])
    seen.push(...masked.found.map((each) => ({ ...each, where: place.where })))
    return withNote(masked, place)
  }
  return mapPromptTexts(prompt, change, context)
}

function withNote({ text, found }: MaskedText, place: Place): string {
  const isMasked = found.some((each) => each.isMasked)
  return isMasked && place.of === "result" ? `${text}\n${PLACEHOLDER_NOTE}` : text
}
