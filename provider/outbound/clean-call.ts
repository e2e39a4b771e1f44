// A call as it may leave this machine: well-formed, over-long results of tools cut, secrets masked. What follows in the
// provider, the bound of its cost included, knows only the cleaned call.
import type { LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider"
import type { Instance } from "../../config/index.ts"
import type { Caller } from "../shake-hands.ts"
import type { Found } from "./find-secrets.ts"
import { fingerprintOf } from "./fingerprint.ts"
import { mapStrings } from "./map-strings.ts"
import { PLACEHOLDER_NOTE, placeholderOf } from "./placeholder.ts"
import { mapPromptTexts, type Place } from "./prompt-texts.ts"
import { repairText } from "./repair-text.ts"
import { secretsIn } from "./secrets-in.ts"
import { shortenResults } from "./shorten-results.ts"
import { type Seen, tellSecrets } from "./tell-secrets.ts"

type Given = Pick<LanguageModelV3CallOptions, "prompt" | "tools">

export async function cleanCall<Call extends Given>(call: Call, caller: Caller): Promise<Call> {
  const { secrets, toolResults } = caller.instance.loaded.config.outbound
  const { paths } = caller.instance.environment
  const prompt = mapStrings(call.prompt, repairText)
  const tools = call.tools && mapStrings(call.tools, repairText)
  const masked = secrets === "off" ? prompt : await withoutSecrets(prompt, caller, secrets)
  // After the masking: half a secret would not be recognised, and what is kept in a file must not hold one.
  const short = toolResults === null ? masked : shortenResults(masked, toolResults, paths.cache)
  return { ...call, prompt: short, ...(tools ? { tools } : {}) }
}

async function withoutSecrets(
  prompt: LanguageModelV3Prompt,
  caller: Caller,
  all: Masking["all"],
): Promise<LanguageModelV3Prompt> {
  const found = await lookThrough(prompt)
  const seen: Seen[] = []
  const masked = maskSecrets(prompt, { data: caller.instance.environment.paths.data, all, found, seen })
  noteMasked(seen, caller.instance)
  await tellSecrets(seen, caller)
  return masked
}

/** So that the plugin knows one in what a model wants to run or write. */
function noteMasked(seen: readonly Seen[], instance: Instance): void {
  instance.masked ??= new Set()
  for (const { kind, fingerprint, isMasked } of seen)
    if (isMasked) instance.masked.add(placeholderOf(kind, fingerprint))
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

interface Masking {
  data: string
  all: "mask" | "warn"
  found: FoundIn
  seen: Seen[]
}

function maskSecrets(
  prompt: LanguageModelV3Prompt,
  { data, all, found, seen }: Masking,
): LanguageModelV3Prompt {
  return mapPromptTexts(prompt, (text, place) => {
    const inText = found.get(text) ?? []
    if (inText.length === 0) return text
    const named = inText.map((each) => {
      const fingerprint = fingerprintOf(text.slice(each.from, each.to), data)
      const isMasked = all === "mask" && each.certain
      seen.push({ kind: each.kind, fingerprint, isMasked, where: place.where })
      return { ...each, placeholder: isMasked ? placeholderOf(each.kind, fingerprint) : undefined }
    })
    return withNote(replaced(text, named), named, place)
  })
}

function replaced(text: string, found: readonly (Found & { placeholder: string | undefined })[]): string {
  let from = 0
  const pieces = found.flatMap(({ placeholder, ...stretch }) => {
    if (placeholder === undefined) return []
    const before = text.slice(from, stretch.from)
    from = stretch.to
    return [before, placeholder]
  })
  return pieces.join("") + text.slice(from)
}

function withNote(text: string, found: readonly { placeholder: string | undefined }[], place: Place): string {
  const isMasked = found.some(({ placeholder }) => placeholder !== undefined)
  return isMasked && place.of === "result" ? `${text}\n${PLACEHOLDER_NOTE}` : text
}
