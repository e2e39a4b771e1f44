// Doctor: whether there is an OpenRouter key, and with the network whether OpenRouter takes it.
import { applyProfile, type Config, type Environment, type KeyPlace, TIERS } from "../../config/index.ts"
import { formatUsd, type KeyStatus, keyIdOf, openAccount, ownModels, usdToNano } from "../../ledger/index.ts"
import type { Finding } from "../contract.ts"
import { findKeys } from "../find-key.ts"

export interface KeyCheck {
  environment: Environment
  config: Config
  network: "online" | "offline"
}

export async function checkKey({ environment, config, network }: KeyCheck): Promise<Finding[]> {
  const { values: keys, place: from, trouble } = await findKeys(environment, config)
  if (keys.length === 0) {
    const message = `There is no OpenRouter key${trouble ? `: ${trouble}` : ""}.`
    const fix = trouble
      ? "Run the command of apiKeyCommand in your ralex.yaml by hand, in your home folder, and mend it."
      : "Run `opencode auth login` and choose OpenRouter, or set OPENROUTER_API_KEY."
    if (!namesOwnModels(config)) return [{ id: "key", level: "fail", message, fix }]
    return [{ id: "key", level: "warn", message: `${message} Only your own upstreams can be asked.`, fix }]
  }
  const place: Finding = { id: "key", level: "ok", message: places[from], fix: null }
  if (network === "offline") return [place]
  const { baseUrl } = environment
  const asked = keys.map((apiKey) => askUpstream({ baseUrl, apiKey }, { of: keys.length, from }))
  return [place, ...(await Promise.all(asked))]
}

function namesOwnModels(config: Config): boolean {
  const own = ownModels(config.upstreams)
  const { tiers } = applyProfile(config)
  return TIERS.some((tier) => tiers[tier].some((id) => own.has(id)))
}

const places = {
  environment:
    "The key is in the environment; in OpenCode's own store (`opencode auth login`) other programs would not see it.",
  command: "The key is what apiKeyCommand in your ralex.yaml prints.",
  opencode: "The key is in OpenCode's own store.",
} as const

async function askUpstream(
  account: { baseUrl: string; apiKey: string },
  { of, from }: { of: number; from: KeyPlace },
): Promise<Finding> {
  const answer = await openAccount(account).key()
  const named = of === 1 ? "the key" : `the key ${keyIdOf(account.apiKey)}`
  if (answer.kind === "ok") return statusOf(answer.value, named)
  const { reason, message } = answer
  const finding = { id: "upstream", level: "fail" } as const
  if (reason === "bad-key")
    return { ...finding, message: `${account.baseUrl} does not accept ${named}.`, fix: newKey[from] }
  return { ...finding, message: of === 1 ? message : `Of ${named}: ${message}`, fix: fixes[reason] }
}

/** Where there is a key, no other place is asked. */
const newKey = {
  environment: "Set OPENROUTER_API_KEY to a valid key, or unset it and run `opencode auth login`.",
  command: "See that apiKeyCommand in your ralex.yaml prints a valid key.",
  opencode: "Run `opencode auth login` and choose OpenRouter.",
} as const

/** USD; with less than this left, a day of work does not go through. */
const LITTLE = usdToNano(0.5)

const SOON_MS = 3 * 24 * 60 * 60 * 1000

function statusOf(key: KeyStatus, named: string): Finding {
  const { usedTodayNano, limitLeftNano, expiresAt, neverPaid, managesKeys } = key
  const id = "upstream"
  if (managesKeys) {
    const message = `OpenRouter says that ${named} manages other keys; it makes no calls.`
    return { id, level: "fail", message, fix: "Make a key for calls at openrouter.ai/settings/keys." }
  }
  const renew = "Make a new key at openrouter.ai/settings/keys, then run `opencode auth login`."
  const validMs = (expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now()
  if (validMs <= SOON_MS) {
    const when = `${validMs <= 0 ? "expired" : "expires"} on ${expiresAt?.toISOString().slice(0, 10)}`
    return {
      id,
      level: validMs <= 0 ? "fail" : "warn",
      message: `OpenRouter says that ${named} ${when}.`,
      fix: renew,
    }
  }
  const left =
    limitLeftNano === null ? "the key has no limit" : `${formatUsd(limitLeftNano)} of its limit is left`
  const message = `OpenRouter takes ${named}: ${formatUsd(usedTodayNano)} used today, ${left}.`
  if (neverPaid) {
    const unpaid = `OpenRouter takes ${named}, but the account never bought credit: only free models answer, a few times a day.`
    return { id, level: "warn", message: unpaid, fix: "Add credit at openrouter.ai/credits." }
  }
  if (limitLeftNano === null) {
    const fix =
      "Set a limit for the key at OpenRouter: it is the outermost stop, which nothing on this machine can lift."
    return { id, level: "warn", message, fix }
  }
  if (limitLeftNano > LITTLE) return { id, level: "ok", message, fix: null }
  const level = limitLeftNano <= 0n ? "fail" : "warn"
  return {
    id,
    level,
    message,
    fix: "Raise the key's limit at openrouter.ai/settings/keys, or use another key.",
  }
}

const fixes = {
  unreachable: "Check the network and RALEX_BASE_URL, or run `ralex doctor --offline`.",
  refused: "Check RALEX_BASE_URL, and try again later.",
} as const
