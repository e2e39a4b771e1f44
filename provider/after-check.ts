// What follows once an attempt was checked: a last line of Ralex's own, the same session on a dearer tier, or nothing.
import { type Attempt, type Tier, verifyOnFailure } from "../config/index.ts"
import { isHousekeeping } from "./decide.ts"
import type { Caller } from "./shake-hands.ts"
import { noteUnjudged } from "./unjudged-since.ts"

export type AfterCheck =
  | { kind: "nothing" }
  /** Said in place of a model's answer. */
  | { kind: "say"; text: string }
  | { kind: "raise"; raise: Raise }

export interface Raise {
  from: Tier
  /** What was run; undefined where only signs spoke. */
  run: string | undefined
  /** In plain words; never text of the prompt. */
  signals: string[]
  /** What happened, for the person. */
  sentence: string
}

/** Each check counts once, and only for the ask that it was made for: a person who typed meanwhile is answered. */
export function afterCheck({ instance, session, turn, agent }: Caller): AfterCheck {
  const attempt = instance.attempts.get(session)
  if (!attempt || attempt.state === "read" || isHousekeeping(agent)) return { kind: "nothing" }
  const { outcome, run, state } = attempt
  attempt.state = "read"
  if (attempt.turn !== turn) {
    if (state !== "ended") noteUnjudged({ instance, session })
    return { kind: "nothing" }
  }
  if (state !== "ended") {
    // Asked again it would only fail again, and each time a model would answer first.
    instance.outcome.unverified = run !== undefined
    return { kind: "say", text: "Not verified: OpenCode did not run Ralex's check (the tool ralex_verify)." }
  }
  const sentence = outcome?.sentence ?? `${attempt.signs.join("; ")}.`
  instance.outcome.unverified = run !== undefined && outcome?.kind !== "passed"
  if (run !== undefined && outcome?.kind !== "failed") return { kind: "say", text: notFailed(attempt) }
  if (attempt.isTop || attempt.tier === null || verifyOnFailure(instance.loaded.config) !== "raise")
    return { kind: "say", text: staysAsItIs(attempt, sentence) }
  attempt.raises += 1
  noteUnjudged({ instance, session })
  const found = outcome ? ["the project's verification failed"] : []
  return {
    kind: "raise",
    raise: { from: attempt.tier, run, signals: [...found, ...attempt.signs], sentence },
  }

  function notFailed({ outcome: found }: Attempt): string {
    if (found?.kind === "passed") return `Verified: ${found.sentence}`
    const why = found?.sentence ?? "the check was broken off."
    return `Not verified: ${why} Look at \`verify\` in ralex.yaml.`
  }
}

/** For the person, who decides. */
export function staysAsItIs({ run }: Pick<Attempt, "run">, sentence: string): string {
  const what = run === undefined ? "Ralex doubts that this is done" : "Verification failed"
  return `${what}: ${sentence} Say what to do next, or choose a dearer tier with /ralex-tier.`
}
