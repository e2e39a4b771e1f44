// Every sentence with which a model call is refused or given up: what happened, to what, what to do next.
import { refusal as bareRefusal } from "../config/index.ts"
import { overBudgetSentence, redact, tooManyCallsSentence } from "../ledger/index.ts"
import type { OverBudget, TooManyCalls } from "./call-with-fallback.ts"
import type { FailedTry, Failure } from "./failure.ts"
import { breakWords, failureStory, failureWords } from "./failure-words.ts"

/** Upstream's words and names that others chose stand in it. */
const refusal = (sentence: string, statusCode?: number): Error => bareRefusal(redact(sentence), statusCode)

export const stranger = (): Error =>
  refusal(
    "Ralex made no call: its plugin is not loaded in this OpenCode (started with --pure, or the plugin failed to load). Run `ralex doctor`, or start OpenCode without --pure.",
  )

export const noKey = (): Error =>
  refusal(
    "Ralex has no OpenRouter key: run `opencode auth login` and choose OpenRouter, or set OPENROUTER_API_KEY, then start OpenCode again.",
    401,
  )

/** @param reason Why its command printed none. */
export const noPrintedKey = (reason: string): Error =>
  refusal(
    `Ralex has no OpenRouter key: ${reason}. Run the command of apiKeyCommand in your ralex.yaml by hand, in your home folder, and mend it.`,
    401,
  )

export const brokenConfig = (sentence: string): Error => refusal(`Ralex made no call: ${sentence}`)

export const unknownModel = (id: string): Error =>
  refusal(
    `Ralex knows no OpenRouter model "${id}" that can use tools: choose ralex/auto, a tier, or a model of the list that /models shows.`,
    404,
  )

export const noModelFits = (what: string): Error =>
  refusal(
    `Ralex found no model for this prompt in ${what}: it is too long or has attachments that none of them reads. Add a model to tiers in ralex.yaml, or start a new session.`,
  )

export const noLedger = (reason: string): Error =>
  refusal(
    `Ralex made no call: a budget is set but the ledger can not be used (${reason}). Mend it, or set RALEX_LEDGER to another place.`,
  )

export const overBudget = (refused: OverBudget, onLimit: "stop" | "degrade", setBy?: string): Error =>
  refusal(overBudgetSentence(refused, onLimit, setBy), 402)

/** OpenRouter's own limit, where no free model could take over. */
export const upstreamBudget = ({ failure }: FailedTry, onLimit: "stop" | "degrade"): Error =>
  refusal(
    `Ralex: ${failureWords(failure)}${onLimit === "stop" ? ", or set budgets.onLimit to degrade to go on with free models" : ""}.`,
    402,
  )

export const tooManyCalls = (refused: TooManyCalls): Error => refusal(tooManyCallsSentence(refused), 402)

export function givenUp(tries: FailedTry[], baseUrl: string): Error {
  const last = tries.at(-1)
  if (!last) return refusal("Ralex made no call: no model is left to ask. Run `ralex doctor`.")
  if (last.failure.kind === "bad-key") return refusal(`Ralex: ${failureWords(last.failure)}.`, 401)
  if (tries.every(({ failure }) => failure.kind === "unreachable")) {
    return refusal(
      `Ralex could not reach a model at ${placesOf(tries, baseUrl)}: check the network${baseUrl.includes("openrouter.ai") ? "" : " and RALEX_BASE_URL"}, then send the message again.`,
    )
  }
  const story = [...new Set(tries.map(failureStory))].join("; ")
  const isTooLong = tries.every(({ failure }) => failure.kind === "context-overflow")
  const next = isTooLong
    ? "Shorten the session with /compact, or add a model that holds more to tiers in ralex.yaml."
    : "Send the message again later, or add models to tiers in ralex.yaml."
  return refusal(`Ralex got no answer: ${story}. ${next}`)
}

/** @param cause Why it broke off. */
export function cutOff(modelId: string, cause: Failure): Error {
  const why = breakWords(cause)
  return refusal(
    `Ralex: ${modelId} broke off in the middle of its answer${why ? ` (${why})` : ""}; what had arrived is kept. Send "go on" to continue.`,
  )
}

/** OpenRouter's host, and the names of the person's own endpoints. */
function placesOf(tries: FailedTry[], baseUrl: string): string {
  const places = tries.map(({ failure }) => failure.upstream ?? hostOf(baseUrl))
  return [...new Set(places)].join(" or at ")
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}
