// What is asked of the disk before a denial stands, and what can be answered: the contract between rules and looks.
import type { Effect, Execution } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"

/** files: what it deletes, empties or overwrites, by its effects. git: what this git command would throw away. */
export const QUESTIONS = ["files", "git"] as const
export type QuestionKind = (typeof QUESTIONS)[number]

export interface StateQuestion {
  about: QuestionKind
  /** The command; of several that are asked about at once, the first. */
  execution: Execution
  /** The effects in question; none when the question is about git. */
  effects: Effect[]
  /** It is denied unless nothing is lost; else it is allowed unless something surely is. */
  strict: boolean
  context: JudgeContext
}

export const LOSSES = [
  "changed",
  "untracked",
  "ignored",
  "nowhere",
  "outside",
  "repository",
  "commit",
  "stash",
] as const

export interface Loss {
  kind: (typeof LOSSES)[number]
  /** A path, shortened for people, or what names a commit. */
  name: string
}

export type Answer =
  | { kind: "kept"; because: string }
  | { kind: "lost"; losses: Loss[] }
  | { kind: "unknown"; why: string }

/** Reads the state of files and repositories; never throws, and ends soon after the deadline is aborted. */
export type Look = (question: StateQuestion, deadline: AbortSignal) => Promise<Answer>
