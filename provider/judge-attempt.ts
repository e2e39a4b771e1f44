// The end of an attempt, judged: the one table of signs that a model's work failed though it ended its turn. Pure.
// Thresholds come from a study of public agent runs: during a run signs say next to nothing, at its end these few do.
import type { Step } from "./attempt-steps.ts"
import type { Changes } from "./changed-since.ts"

export interface AttemptEnd {
  /** The ask wanted files to be changed. */
  wantedChange: boolean
  /** The ask can only mean files of the project, not a poem. */
  namesProject: boolean
  /** Whether files were changed since the ask. */
  changes: Changes
  steps: readonly Step[]
  /** What the model said at the end. */
  closing: string
  /** Unified finish reason. */
  finish: string
}

export interface Sign {
  name: string
  /** What is counted, and from where on it speaks. */
  threshold: string
  /** In plain words, for `ralex log`, the person and the next model; never text of the prompt. */
  reason: string
  /** P(fail given the sign) and false alarms where it was measured. */
  source: string
  /** A soft sign adds to others, and never speaks alone. */
  soft: boolean
  fires: (end: AttemptEnd) => boolean
}

/** Unified finish reasons; "other" is what a provider has its own word for. */
const STOPS = new Set(["length", "content-filter", "error"])

export const SIGNS: readonly Sign[] = [
  {
    name: "hard-stop",
    threshold: "finish length, content-filter or error, or an empty answer",
    reason: "the answer was cut off or empty",
    source: "evidence: .76-.91 fail, 3-13 % false alarms",
    soft: false,
    fires: ({ finish, closing }) => STOPS.has(finish) || closing.trim() === "",
  },
  {
    name: "nothing-changed",
    threshold:
      "the ask wanted a change of the project or tools were used, no file was changed by anybody, and the model asks nothing back",
    reason: "a change was wanted and no file was changed",
    source: "evidence: .93-1.00 fail, 0-1 % false alarms",
    soft: false,
    fires: ({ wantedChange, namesProject, changes, steps, closing }) =>
      wantedChange && changes === "none" && (namesProject || steps.length > 0) && !asksBack(closing),
  },
  {
    name: "last-command-failed",
    threshold: "work was wanted or done, and the last command, or the last test or build, failed",
    reason: "the last command, test or build of the attempt failed",
    source: "evidence: 1.00 fail (few cases), 0 % false alarms",
    soft: false,
    fires: (end) => isWork(end) && (lastFailed(end, (step) => !isLookUp(step)) || lastFailed(end, isCheck)),
  },
  {
    name: "errors-at-the-end",
    threshold:
      "work was wanted or done, and 3 errors in the last 5 steps, or a share of 0.4 once there are more than 8",
    reason: "many of the last steps failed",
    source: "evidence: .89 and 1.00 fail, 8 and 0 % false alarms; no sign on models that probe by failing",
    soft: false,
    fires: (end) =>
      isWork(end) &&
      (errors(end.steps.slice(-5)) >= 3 ||
        (end.steps.length > 8 && errors(end.steps) / end.steps.length >= 0.4)),
  },
  {
    name: "gave-up",
    threshold: "the closing text says in the first person that it could not be done",
    reason: "the closing text gives up",
    source: "evidence: .94 fail (16 cases), 2 % false alarms",
    soft: false,
    fires: (end) => isWork(end) && GAVE_UP.test(end.closing.slice(-1_500)),
  },
  {
    name: "same-error-again",
    threshold: "the same error, its numbers and paths aside, three times",
    reason: "the same error came back",
    source: "evidence, soft: .79 fail, 10 % false alarms",
    soft: true,
    fires: ({ steps }) => mostOfOne(steps.flatMap(({ error }) => error || [])) >= 3,
  },
  {
    name: "timeouts",
    threshold: "three commands killed by their time limit",
    reason: "commands ran into their time limit",
    source: "evidence, soft: .79 fail, 10 % false alarms",
    soft: true,
    fires: ({ steps }) => steps.filter(({ timedOut }) => timedOut).length >= 3,
  },
]

/** The signs that fire; none where only soft ones do. */
export function judgeAttempt(end: AttemptEnd): Sign[] {
  const fired = SIGNS.filter((sign) => sign.fires(end))
  return fired.some(({ soft }) => !soft) ? fired : []
}

/** "I could not …" and its like; "you cannot …" explains something. */
const GAVE_UP = new RegExp(
  [
    String.raw`\bI(?:'m| am| was| have been|'ve been)? (?:unable to|not able to|cannot|can't|could not|couldn't|failed to|give up|gave up)\b(?! (?:(?:find|see|spot) an(?:y|other)|reproduce)\b)`,
    String.raw`\b(?:unfortunately|regrettably),? (?:I|this is not possible|it is not possible)\b`,
    String.raw`\bich (?:konnte|kann)\b(?:(?!\bdass\b)[^.,]){0,80}\bnicht\b|\bnicht gelungen\b`,
    String.raw`\bje (?:n'ai pas (?:pu|réussi)|ne (?:peux|parviens) pas)\b`,
    String.raw`\bno (?:he podido|pude|he logrado|puedo)\b`,
    String.raw`\bnon (?:sono riuscit[oa]|ho potuto|riesco)\b`,
    String.raw`\bnão (?:consegui|pude|foi possível)\b`,
    "не удалось|не смог|无法(?:完成|修复|解决)|未能|できませんでした|할 수 없(?:었|습)",
  ].join("|"),
  "iu",
)

/** Who was asked to look, and reports that the tests fail, did what was asked. */
function isWork({ wantedChange, changes }: AttemptEnd): boolean {
  return wantedChange || changes === "some"
}

function asksBack(closing: string): boolean {
  return /[?？؟][\s"'*_)]*$/.test(closing)
}

/** Programs that say whether work is right. */
const CHECKS =
  /\b(test|tests|pytest|jest|vitest|mocha|rspec|phpunit|ctest|check|build|tsc|typecheck|lint|make|clippy)\b/

function isCheck({ command }: Step): boolean {
  return CHECKS.test(command)
}

/** Programs that end with 1 where they found nothing, or a difference. */
const LOOK_UPS =
  /(?:^|&&|;|\|)\s*(?:! *)?(?:(?:grep|egrep|fgrep|rg|ag|git (?:grep|diff)|diff|cmp|test|which|command -v|pgrep|pkill|ls)\b|\[)[^|;&]*$/

function isLookUp({ command }: Step): boolean {
  return LOOK_UPS.test(command)
}

/** Of commands; a failed edit that was done in another way is no failure. */
function lastFailed({ steps }: AttemptEnd, isMeant: (step: Step) => boolean): boolean {
  return steps.findLast((step) => step.command !== "" && isMeant(step))?.failed ?? false
}

function errors(steps: readonly Step[]): number {
  return steps.filter(({ failed }) => failed).length
}

function mostOfOne(texts: readonly string[]): number {
  const counts = texts.map((text) => texts.filter((other) => other === text).length)
  return Math.max(0, ...counts)
}
