// What `init` asks at a terminal: at most three questions, the last of which is also the word to write.
import type { Context } from "../context.ts"
import type { Choice } from "../dialogue.ts"
import { DEFAULT_LIMITS, type Limits, PROFILES, type Profile } from "./ralex-yaml.ts"

export interface SetupAnswers {
  /** To be stored; undefined when there is one already, or the person left it out. */
  key: string | undefined
  profile: Profile | undefined
  limits: Limits | undefined
}

export interface SetupRequest {
  context: Context
  /** None was found yet. */
  lacksKey: boolean
  /** Something will be written at all; else there is only a key to ask for. */
  writes: boolean
  /** A ralex.yaml will be written, so that what it says can be chosen. */
  writesConfig: boolean
  /** The person has no limits of their own yet. */
  choosesLimits: boolean
  /** Chosen on the command line already. */
  profile: Profile | undefined
  question: string
  /** Shows what would be written with this profile, and the default limits. */
  show: (profile: Profile | undefined) => void
}

/** @returns undefined when the person does not want it, or broke off. */
export async function askSetup(request: SetupRequest): Promise<SetupAnswers | undefined> {
  const { context, writes, writesConfig, choosesLimits, question, show } = request
  const { dialogue } = context.input
  const key = request.lacksKey ? await dialogue.secret(KEY, checkKey) : ""
  if (key === undefined) return undefined
  const asked = writesConfig && request.profile === undefined
  const profile = asked ? await dialogue.choose(PROFILE, profiles) : request.profile
  if (asked && profile === undefined) return undefined
  if (!writes) return { key: key || undefined, profile, limits: undefined }
  show(profile)
  const choices = writesConfig && choosesLimits ? withLimits : plain
  const answer = await dialogue.choose(question, choices)
  if (answer === undefined || answer === "no") return undefined
  return { key: key || undefined, profile, limits: limitsOf(answer) }
}

const KEY = "Your OpenRouter key (it goes where OpenCode keeps its logins; Enter leaves it out)"
const PROFILE = "Which models may it take?"

function checkKey(text: string): string | undefined {
  if (text === "" || /^\S{8,}$/.test(text)) return undefined
  return "A key has no blanks in it, and begins with sk-or-."
}

const hints: Record<Profile, string> = {
  balanced: "hard asks on strong models, all else on cheap ones",
  frugal: "cheap models wherever they may do",
  quality: "strong models sooner",
}
const profiles: Choice<Profile>[] = PROFILES.map((value) => ({ value, label: value, hint: hints[value] }))

/** USD. */
const SCALES: Record<string, Limits> = {
  default: DEFAULT_LIMITS,
  low: { session: 0.5, daily: 1 },
  high: { session: 10, daily: 25 },
}

const withLimits: Choice<string>[] = [
  ...Object.entries(SCALES).map(([value, { session, daily }]) => ({
    value,
    label: `Yes, with at most USD ${session} a session and USD ${daily} a day`,
  })),
  { value: "none", label: "Yes, without limits" },
  { value: "no", label: "No" },
]

const plain: Choice<string>[] = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
]

function limitsOf(answer: string): Limits | undefined {
  return answer === "none" ? {} : SCALES[answer]
}
