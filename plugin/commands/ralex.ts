// `/ralex`: how things stand in this session: mode and tier, money, the last decision and why, health.
import { causeWords } from "../../config/index.ts"
import {
  availabilitySentence,
  type Call,
  formatUsd,
  type Ledger,
  nanoToUsd,
  openBooks,
  readHealth,
  redact,
  type Totals,
  windowOf,
} from "../../ledger/index.ts"
import { version } from "../../package.json"
import { showLimits } from "./show-limits.ts"
import type { SaidBy, SlashCommand } from "./slash-command.ts"

export const ralex: SlashCommand = {
  name: "ralex",
  description: "How Ralex stands: tier, spend, savings, budgets, health",
  answer: async (_, by) => {
    const books = await openBooks(by.instance)
    if (books.kind === "closed")
      return `${modeOf(by)}\n\nThe ledger can not be used (${books.reason}), so nothing is known of spend. \`ralex doctor\` says more.`
    const { ledger, limits } = books
    const asked = { ...by, ledger, limits }
    const budgets =
      limits.length === 0
        ? "No budget is set; `ralex budget set daily 5` sets one.\n"
        : await showLimits(asked)
    return [
      modeOf(by),
      await decisionOf(ledger, by),
      await moneyOf(ledger, by),
      `**Budgets**\n${budgets}`,
      await healthOf(ledger, by.at),
      `${logOf(by)} More: \`/ralex-report\`, \`ralex dashboard\`.`,
    ].join("\n\n")
  },
}

function modeOf({ instance, rootSession }: SaidBy): string {
  const { mode, profile } = instance.loaded.config
  const tier = instance.chosenTiers.get(rootSession)
  const choice = tier ? `you chose the ${tier} tier` : "Ralex chooses the tier of each ask"
  return `**Ralex ${version}**: mode ${mode}, profile ${profile}; ${choice}.`
}

async function decisionOf(ledger: Ledger, { rootSession }: SaidBy): Promise<string> {
  const [call] = await ledger.newestCalls({ since: null, part: { session: rootSession }, most: 1 })
  return call ? `**Last decision**: ${decisionText(call)}.` : "No model was called in this session yet."
}

/** `smart, anthropic/claude-sonnet-5: by what was asked (names files)` */
export function decisionText({ tier, modelUsed, model, cause, signals }: Call): string {
  const why = signals.length === 0 ? "" : ` (${signals.map(redact).join(", ")})`
  return `${tier ?? "no tier"}, ${modelUsed ?? model}: ${causeWords(cause)}${why}`
}

async function moneyOf(ledger: Ledger, { rootSession, at }: SaidBy): Promise<string> {
  const { start } = windowOf("daily", await ledger.clock(at))
  const [session] = await ledger.sums({ since: null, part: { session: rootSession }, times: false })
  const [today] = await ledger.sums({ since: start, times: false })
  return `- This session: ${spendText(session)}\n- Today (UTC): ${spendText(today)}`
}

function spendText(totals: Totals | undefined): string {
  if (!totals || totals.calls === 0) return "no calls yet"
  const { calls, spentNano, baselineNano } = totals
  const saved = baselineNano - spentNano
  const share =
    baselineNano === 0n ? "" : ` (${Math.round((nanoToUsd(saved) / nanoToUsd(baselineNano)) * 100)} %)`
  const savings =
    saved >= 0n ? `${formatUsd(saved)} saved${share}` : `${formatUsd(-saved)} dearer than the baseline`
  return `${formatUsd(spentNano)} spent, ${savings}, ${calls} ${calls === 1 ? "call" : "calls"}`
}

async function healthOf(ledger: Ledger, at: Date): Promise<string> {
  const { availability } = await readHealth(ledger, at)
  const resting = (await ledger.rests()).filter(({ until }) => until > at)
  const names = resting.map(({ key, reason }) => `${nameOfRest(key)} (${reason})`)
  const rests = names.length === 0 ? "" : `\n\nLeft alone for now since they failed: ${names.join(", ")}.`
  return `**Health**: ${availabilitySentence(availability)}.${rests}`
}

/** `model:ID`, `provider:NAME` or `key:FINGERPRINT`; `model::free` is what all free models share. */
function nameOfRest(key: string): string {
  return key === "model::free"
    ? "all free models"
    : key.replace(/^model:/, "").replace(/^(provider|key):/, "$1 ")
}

function logOf({ instance }: SaidBy): string {
  const { log } = instance.loaded.config
  return log === "off"
    ? "The request log is off."
    : `The request log (${log}) is in \`${instance.environment.paths.log}\`.`
}
