// Several answers as one: what is surely lost counts before what is not known, and that before what is kept.
import type { Answer, Loss } from "./question.ts"

export function unknown(why: string): Answer {
  return { kind: "unknown", why }
}

/** @param because Why nothing is lost, when nothing is. */
export function answerOf(losses: readonly Loss[], because: string): Answer {
  return losses.length > 0 ? { kind: "lost", losses: [...losses] } : { kind: "kept", because }
}

export function together(answers: readonly Answer[]): Answer {
  const losses = answers.flatMap((answer) => (answer.kind === "lost" ? answer.losses : []))
  if (losses.length > 0) return { kind: "lost", losses }
  const open = answers.find(({ kind }) => kind === "unknown")
  if (open) return open
  const reasons = answers.flatMap((answer) => (answer.kind === "kept" ? [answer.because] : []))
  return { kind: "kept", because: [...new Set(reasons)].join(", ") }
}
