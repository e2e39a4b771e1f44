// The verdict once the disk has been looked at: what loses nothing is allowed, and a denial says what would be lost.
import type { JudgeContext } from "./judge-context.ts"
import { denialBy, type Finding, type Judgement } from "./judge-executions.ts"
import { holdsUntil, maySaveBefore } from "./state/in-order.ts"
import { nameLosses } from "./state/name-losses.ts"
import type { Answer, Look, StateQuestion } from "./state/question.ts"
import type { Verdict } from "./verdict.ts"

/** Longer than this nobody waits for a look: what is not answered by then is judged without it. */
const LONGEST_LOOK_MS = 150
/** Each question is another look; whoever has more of them is judged without. */
const MOST_QUESTIONS = 16

interface Asked {
  question: StateQuestion
  finding: Finding
  answer: Answer
}

/** Never throws; without an answer the verdict is the judgement's own. */
export async function judgeWithState(
  judgement: Judgement,
  context: JudgeContext,
  look: Look,
): Promise<Verdict> {
  const questions = questionsOf(judgement, context)
  if (questions.length === 0 || questions.length > MOST_QUESTIONS) return judgement.verdict
  const deadline = AbortSignal.timeout(LONGEST_LOOK_MS)
  const asked: Asked[] = []
  for (const { finding, question } of questions) {
    const answer = await answered(question, judgement, look, deadline)
    asked.push({ finding, question, answer })
    if (answer.kind === "lost") break
  }
  return conclude(asked, judgement.verdict)
}

/** The files that one rule is about are one question, however many commands touch them. */
function questionsOf({ findings }: Judgement, context: JudgeContext) {
  const questions: { finding: Finding; question: StateQuestion }[] = []
  for (const finding of findings) {
    const { rule, execution, effects } = finding
    if (rule.recoverable === undefined) continue
    const same = questions.find(({ finding: { rule: other } }) => other === rule)
    if (rule.recoverable === "files" && same) {
      same.question.effects.push(...effects)
      continue
    }
    const strict = rule.only !== "state"
    const question = { about: rule.recoverable, execution, effects: [...effects], strict, context }
    questions.push({ finding, question })
  }
  // What is sure to be denied is not looked at for the sake of what may be.
  return questions.toSorted((a, b) => Number(b.question.strict) - Number(a.question.strict))
}

async function answered(
  question: StateQuestion,
  { findings, executions }: Judgement,
  look: Look,
  deadline: AbortSignal,
): Promise<Answer> {
  const { strict, execution, about } = question
  const concerned = findings.filter(
    (finding) =>
      finding.execution === execution || (about === "files" && finding.effects.some(isIn(question))),
  )
  const spoilt = strict
    ? !concerned.every((finding) => holdsUntil(finding.execution, executions))
    : concerned.some((finding) => maySaveBefore(finding.execution, executions))
  if (spoilt) return { kind: "unknown", why: "what the command does before may change it" }
  try {
    return await Promise.race([look(question, deadline), late(deadline)])
  } catch {
    return { kind: "unknown", why: "the look failed" }
  }
}

function isIn({ effects }: StateQuestion) {
  return (effect: Finding["effects"][number]) => effects.includes(effect)
}

function late(deadline: AbortSignal): Promise<Answer> {
  const answer: Answer = { kind: "unknown", why: "it could not be told in time" }
  if (deadline.aborted) return Promise.resolve(answer)
  return new Promise((resolve) => deadline.addEventListener("abort", () => resolve(answer), { once: true }))
}

function conclude(asked: readonly Asked[], stateless: Verdict): Verdict {
  for (const { finding, answer } of asked) {
    if (answer.kind !== "lost") continue
    const denial = denialBy(finding)
    const losses = nameLosses(answer.losses)
    return { ...denial, reason: `${denial.reason} It would lose ${losses}.`, evidence: losses }
  }
  const strict = asked.filter(({ question }) => question.strict)
  if (strict.length === 0) return { kind: "allow" }
  const reasons = strict.map(({ answer }) => (answer.kind === "kept" ? answer.because : undefined))
  const because = reasons.filter((reason) => reason !== undefined)
  if (because.length < reasons.length) return stateless
  return { kind: "allow", because: [...new Set(because)].join("; ") }
}
