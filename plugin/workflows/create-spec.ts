// `/create-spec`: from an item of the roadmap, or an idea, to a specification with tasks.
import { isNamed, slugOf } from "./choose-work.ts"
import { datePrefix, type Layout } from "./layouts.ts"
import { type Project, pathOf, type Spec } from "./project.ts"
import { readTasks } from "./read-tasks.ts"
import { listOf } from "./stand-of-product.ts"
import template from "./templates/create-spec.md" with { type: "text" }
import type { Stand, Workflow } from "./workflow.ts"

export const createSpec: Workflow = {
  name: "create-spec",
  description: "Write the specification and the tasks of the next roadmap item, or of what you name",
  template,
  tier: "plan",
  standards: /tech-stack|best-practices|architecture|conventions/i,
  stand: (project, { words, at }) => {
    const begun = begunSpec(project, words)
    if (begun) return standOfBegun(project, begun, words)
    const item = words.trim() === "" ? nextItem(project) : words.trim()
    return standOfNew(project, { item, prefix: datePrefix(project.layout, at) })
  },
}

/** The first open feature of the roadmap that has no specification yet. */
export function nextItem({ roadmap, specs }: Pick<Project, "roadmap" | "specs">): string | undefined {
  const features = readTasks(roadmap).flatMap((task) => (task.subTasks.length > 0 ? task.subTasks : [task]))
  return features.find(({ done, title }) => !done && !specs.some((spec) => isNamed(spec, [shortOf(title)])))
    ?.title
}

/** "Search: find things" -> "Search" */
function shortOf(item: string): string {
  return item.split(/:| [-–—] /)[0] ?? ""
}

function missingOf({ spec }: Layout, { files }: Spec): string[] {
  return spec.filter((file) => !files.includes(file))
}

/** One that an interruption left without all of its files: the one that the words name, else the newest. */
function begunSpec({ specs, layout }: Project, words: string): Spec | undefined {
  const newest = words.trim() === "" ? specs.at(-1) : specs.findLast((one) => isNamed(one, [words]))
  return newest && !newest.files.includes(layout.specEnds) ? newest : undefined
}

function standOfBegun(project: Project, spec: Spec, words: string): Stand {
  const folder = pathOf(project, "specs", spec.name)
  const inFolder = (files: readonly string[]) => files.map((file) => `${folder}/${file}`)
  return {
    ask: `/create-spec ${words || spec.name}`.trim(),
    lines: [
      `An earlier run was interrupted: go on in \`${folder}/\`.`,
      `There already: ${listOf(inFolder(spec.files))}.`,
      `Still to be written, in this order: ${listOf(inFolder(missingOf(project.layout, spec)))}.`,
    ],
    due: (now) => {
      const found = now.specs.find(({ name }) => name === spec.name)
      return inFolder(missingOf(project.layout, found ?? spec))
    },
  }
}

function standOfNew(project: Project, { item, prefix }: { item: string | undefined; prefix: string }): Stand {
  const slug = slugOf(shortOf(item ?? ""))
  const folder = pathOf(project, "specs", `${prefix}${slug || "<short-name>"}`)
  const { layout, specs } = project
  const known = new Set(specs.map(({ name }) => name))
  return {
    ask: `/create-spec ${item ?? ""}`.trim(),
    lines: [
      item === undefined
        ? "Neither the person nor the roadmap names an open item: ask which one it shall be, or take the first of the roadmap that the code does not have yet."
        : `The item: ${item}`,
      `Its folder: \`${folder}/\`${slug.length > 30 ? ", whose name may be shortened after the date" : ""}. The date is today's.`,
      `Files, in this order: ${listOf(layout.spec)}${layout.specWhenNeeded.length > 0 ? `; where needed ${listOf(layout.specWhenNeeded)}` : ""}.`,
      ...(specs.length > 0
        ? [`Specifications that are there: ${listOf(specs.slice(-5).map(({ name }) => name))}.`]
        : []),
    ],
    due: (now) => {
      const made = now.specs.findLast(({ name }) => !known.has(name))
      const missing = made ? missingOf(layout, made) : layout.spec
      return missing.map((file) => (made ? pathOf(project, "specs", made.name, file) : `${folder}/${file}`))
    },
  }
}
