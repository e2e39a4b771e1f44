// Which specification and which of its tasks a command means, by its words and by what is open. Pure.
import type { Project, Spec } from "./project.ts"
import { isDone, isNumber, nextTask, readTasks, type Task } from "./read-tasks.ts"

export type Work =
  /** There is no such specification, or none at all. */
  | { kind: "no-spec" }
  /** Its tasks are still to be written. */
  | { kind: "no-tasks"; spec: Spec }
  | { kind: "no-task"; spec: Spec; tasks: Task[]; number: string }
  | { kind: "all-done"; spec: Spec; tasks: Task[] }
  /** All that is open waits for something. */
  | { kind: "blocked"; spec: Spec; tasks: Task[] }
  /** In order; one, unless all were asked for. */
  | { kind: "open"; spec: Spec; tasks: Task[]; next: [Task, ...Task[]] }

export interface Asked {
  /** "2" or "2.1": its task. */
  number: string | undefined
  all: boolean
  /** Other words, which may name a specification. */
  words: string[]
}

export function readAsked(text: string): Asked {
  const words = text.split(/[\s"']+/).filter((word) => word !== "")
  const isAll = (word: string) => /^(--)?all$/i.test(word)
  const isTask = (word: string) => /^\d+(\.\d+)*$/.test(word)
  return {
    number: words.find(isTask),
    all: words.some(isAll),
    words: words.filter((word) => !isAll(word) && !isTask(word)),
  }
}

export function chooseWork({ specs }: Pick<Project, "specs">, asked: Asked): Work {
  const spec = chooseSpec(specs, asked.words)
  if (!spec) return { kind: "no-spec" }
  const tasks = readTasks(spec.tasks ?? "")
  if (tasks.length === 0) return { kind: "no-tasks", spec }
  if (asked.number !== undefined) return numbered({ spec, tasks }, asked.number)
  const first = nextTask(tasks)
  if (!first) return { kind: tasks.every(isDone) ? "all-done" : "blocked", spec, tasks }
  const others = tasks.filter((task) => task !== first && !isDone(task) && !task.blocked)
  return { kind: "open", spec, tasks, next: asked.all ? [first, ...others] : [first] }
}

/** A sub-task's number means the task that it belongs to. */
function numbered({ spec, tasks }: { spec: Spec; tasks: Task[] }, number: string): Work {
  const task =
    tasks.find((one) => isNumber(one, number)) ??
    tasks.find(({ subTasks }) => subTasks.some((one) => one.number === number))
  return task ? { kind: "open", spec, tasks, next: [task] } : { kind: "no-task", spec, tasks, number }
}

/**
 * The newest one that the words name. Without words: the newest that was begun and is not done, else the newest with
 * open tasks, else the newest.
 */
function chooseSpec(specs: readonly Spec[], words: readonly string[]): Spec | undefined {
  const named = specs.findLast((spec) => isNamed(spec, words))
  if (words.length > 0) return named
  const states = specs.map((spec) => ({ spec, state: stateOf(spec) }))
  const begun = states.findLast(({ state }) => state === "begun")
  const open = states.findLast(({ state }) => state === "open")
  return (begun ?? open)?.spec ?? specs.at(-1)
}

export function isNamed({ name }: Spec, words: readonly string[]): boolean {
  const slug = slugOf(words.join(" "))
  return slug !== "" && (name.toLowerCase() === slug || `-${name.toLowerCase()}-`.includes(`-${slug}-`))
}

function stateOf({ tasks: text }: Spec): "no-tasks" | "open" | "begun" | "done" {
  const tasks = readTasks(text ?? "")
  if (tasks.length === 0) return "no-tasks"
  if (tasks.every(isDone)) return "done"
  const isBegun = tasks.some(({ done, subTasks }) => done || subTasks.some((one) => one.done))
  return isBegun ? "begun" : "open"
}

const MOST_OF_NAME = 50

/** "Log in with OAuth!" -> "log-in-with-oauth"; empty where no letters are left. */
export function slugOf(text: string): string {
  const [, named] = /(?:^|\/)specs\/([^/]+)/.exec(text) ?? []
  const slug = (named ?? text)
    .toLowerCase()
    .replace(/[^\p{L}\d]+/gu, "-")
    .replace(/^-+|-+$/g, "")
  return slug.slice(0, MOST_OF_NAME).replace(/-+$/, "")
}
