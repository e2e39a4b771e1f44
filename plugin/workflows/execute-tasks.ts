// `/execute-tasks`: the next open task of a specification, test first, its boxes checked as the work goes on.
import { chooseWork, readAsked, type Work } from "./choose-work.ts"
import { type Project, pathOf, type Spec } from "./project.ts"
import { isDone, type Task } from "./read-tasks.ts"
import { listOf } from "./stand-of-product.ts"
import template from "./templates/execute-tasks.md" with { type: "text" }
import type { AskedOf, Stand, Workflow } from "./workflow.ts"

export const executeTasks: Workflow = {
  name: "execute-tasks",
  description: "Carry out the next open task of a specification: a number, all, or a specification's name",
  template,
  tier: "classified",
  standards: /code-style|coding|best-practices|conventions|test|error/i,
  stand: (project, by) => {
    const work = chooseWork(project, readAsked(by.words))
    const ask = `/execute-tasks ${by.words}`.trim()
    const lines = linesOf(project, work, by)
    return { ask: work.kind === "open" ? askOf(work.next) : ask, lines, due: () => [] } satisfies Stand
  },
}

/** The tasks themselves: what there is to do says how hard it is, not the instructions how to go about it. */
function askOf(tasks: readonly Task[]): string {
  return tasks
    .map(({ number, title, subTasks }) => {
      const open = subTasks.filter(({ done }) => !done).map((one) => `- ${one.number} ${one.title}`)
      return [`Task ${number}: ${title}`, ...open].join("\n")
    })
    .join("\n\n")
}

function linesOf(project: Project, work: Work, by: AskedOf): string[] {
  switch (work.kind) {
    case "no-spec":
      return [
        `There is no such specification${project.specs.length > 0 ? `; there are ${listOf(project.specs.map(({ name }) => name))}` : " in this project"}. Change nothing: say so, and that \`/create-spec\` writes one.`,
      ]
    case "no-tasks":
      return [
        `\`${folderOf(project, work.spec)}/\` has no tasks with check boxes yet: write \`tasks.md\` there first, out of ${listOf(work.spec.files)}, each task as \`- [ ] 1. …\` with sub-tasks \`  - [ ] 1.1 …\`, tests first. Then do the first task.`,
        ...around(project, work.spec, by),
      ]
    case "no-task":
      return [
        `\`${tasksOf(project, work.spec)}\` has no task ${work.number}. Change nothing: say so, and which tasks are open: ${
          work.tasks
            .filter((task) => !isDone(task))
            .map(nameOf)
            .join("; ") || "none"
        }.`,
      ]
    case "blocked":
      return [
        progressOf(project, work),
        `All that is open is marked as blocked: ${work.tasks
          .filter((task) => !isDone(task))
          .map(nameOf)
          .join(
            "; ",
          )}. Try to resolve one of them; if that needs a person, say what they have to do, and change nothing.`,
        ...around(project, work.spec, by),
      ]
    case "all-done":
      return [
        progressOf(project, work),
        "All tasks are done. See whether the work was delivered; if not, run the whole test suite and deliver it.",
        ...around(project, work.spec, by),
      ]
    case "open":
      return [
        progressOf(project, work),
        ...work.next.map(todoOf),
        ...last(work),
        ...around(project, work.spec, by),
      ]
  }
}

function todoOf(task: Task): string {
  const done = task.subTasks.filter((one) => one.done)
  const open = task.subTasks.filter((one) => !one.done)
  const name = `To do: task ${nameOf(task)}.`
  if (isDone(task)) return `${name} It is checked as done; do it again only if the person wants that.`
  if (open.length === 0 && done.length > 0)
    return `${name} Its sub-tasks are done: run its tests, then check it off.`
  if (done.length === 0) return name
  return `${name} It was begun: ${done.map(({ number }) => number).join(", ")} done, go on at ${open[0]?.number}.`
}

function last({ tasks, next }: { tasks: Task[]; next: readonly Task[] }): string[] {
  const rest = tasks.filter((task) => !isDone(task) && !next.includes(task))
  return rest.length === 0
    ? ["No other task is open: when this is done, the specification is, and the work is to be delivered."]
    : [`Not now: ${rest.map((task) => `${nameOf(task)}${task.blocked ? " (blocked)" : ""}`).join("; ")}.`]
}

function progressOf(project: Project, { spec, tasks }: { spec: Spec; tasks: Task[] }): string {
  return `\`${tasksOf(project, spec)}\`: ${tasks.filter(isDone).length} of ${tasks.length} tasks are done.`
}

function around(project: Project, spec: Spec, { checker }: AskedOf): string[] {
  const { branch, delivery } = project
  const own = spec.name.replace(/^\d{4}-\d\d-\d\d-(\d{4}-)?/, "")
  return [
    ...(branch === undefined
      ? ["This is no git repository with a branch: work where you are."]
      : [
          `Branch: \`${own}\`${branch === own ? ", which is checked out" : `; now \`${branch}\` is checked out`}.`,
        ]),
    ...(checker === undefined ? [] : [`Checks: let the \`${checker}\` subagent run them.`]),
    deliveryOf(delivery, branch),
  ]
}

function deliveryOf(
  { documents, commands, remote }: Project["delivery"],
  branch: string | undefined,
): string {
  const told = documents.length > 0 ? `Read first how this project does it: ${listOf(documents)}.` : ""
  const ways =
    commands.length > 0
      ? `It has ${listOf(commands)}: run one only if those documents or the person say so.`
      : ""
  const usual =
    branch === undefined
      ? "leave the files as they are, and say what changed."
      : remote
        ? "commit on the branch, push it, and open a pull request with what the specification asked and what was tested."
        : "commit on the branch; there is no remote to push to."
  const rule = told ? "Where they say nothing:" : "The project says nothing of it:"
  return ["Delivery.", told, ways, rule, usual].filter((part) => part !== "").join(" ")
}

function nameOf({ number, title }: Task): string {
  return `${number} "${title}"`
}

function folderOf(project: Project, spec: Spec): string {
  return pathOf(project, "specs", spec.name)
}

function tasksOf(project: Project, spec: Spec): string {
  return `${folderOf(project, spec)}/tasks.md`
}
