// What follows once an attempt was checked: a last line of Ralex's own, the same session on a dearer tier, or nothing.
import { type Attempt, type Tier, verifyOnFailure } from "../config/index.ts"
import { isHousekeeping } from "./decide.ts"
import type { Caller } from "./shake-hands.ts"

export type AfterCheck =
  | { kind: "nothing" }
  /** Said in place of a model's answer. */
  | { kind: "say"; text: string }
  | { kind: "raise"; raise: Raise }

export interface Raise {
  from: Tier
  /** In plain words; never text of the prompt. */
  signals: string[]
  /** What happened, for the person. */
  sentence: string
}

/** Each check counts once, and only for the ask that it was made for: a person who typed meanwhile is answered. */
export function afterCheck({ instance, session, turn, agent }: Caller): AfterCheck {
  const attempt = instance.attempts.get(session)
  if (attempt?.state !== "ended" || isHousekeeping(agent)) return { kind: "nothing" }
  attempt.state = "read"
  if (attempt.turn !== turn) return { kind: "nothing" }
  const { outcome, run } = attempt
  const sentence = outcome?.sentence ?? `${attempt.signs.join("; ")}.`
  if (run !== undefined && outcome?.kind !== "failed") return { kind: "say", text: notFailed(attempt) }
  instance.outcome.unverified = run !== undefined
  if (attempt.isTop || verifyOnFailure(instance.loaded.config) !== "raise")
    return { kind: "say", text: staysAsItIs(attempt, sentence) }
  attempt.raises += 1
  const found = outcome ? ["the project's verification failed"] : []
  return { kind: "raise", raise: { from: attempt.tier, signals: [...found, ...attempt.signs], sentence } }

  function notFailed({ outcome: found }: Attempt): string {
    if (found?.kind === "passed") {
      instance.outcome.unverified = false
      return `Verified: ${found.sentence}`
    }
    const why = found?.sentence ?? "the check was broken off."
    return `Not verified: ${why} Look at \`verify\` in ralex.yaml.`
  }
}

/** For the person, who decides. */
export function staysAsItIs({ run }: Pick<Attempt, "run">, sentence: string): string {
  const what = run === undefined ? "Ralex doubts that this is done" : "Verification failed"
  return `${what}: ${sentence} Say what to do next, or choose a dearer tier with /ralex-tier.`
}
