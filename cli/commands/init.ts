// `ralex init`: sets a project up fail-closed, after showing what it changes, and notes how it was before.
import { join } from "node:path"
import { hashOf, readTrusted, writeTrusted } from "../../config/index.ts"
import { confirmChanges } from "../confirm-changes.ts"
import type { Context } from "../context.ts"
import { defineCommand, yesArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { findProject } from "../find-project.ts"
import { makeNote, readNote, writeNote } from "../install/install-note.ts"
import { oneFilePlugin } from "../install/one-file-plugin.ts"
import { packageOrigin } from "../install/package-origin.ts"
import { configPaths, type InitPlan, planInit } from "../install/plan-init.ts"
import { applyChange } from "../install/project-file.ts"

export const init = defineCommand({
  name: "init",
  description: "Set this project up: OpenCode's config, a ralex.yaml, and trust in both.",
  args: {
    yes: yesArgument,
    "drop-in": {
      type: "boolean",
      description: "Put the one-file plugin into .opencode/plugin instead of naming a package.",
    },
    "print-only": { type: "boolean", description: "Show what would change, and change nothing." },
  },
  run: async (args, context) => {
    const project = findProject(context.cwd)
    const plan = await planFor(context, project, args["drop-in"] === true)
    for (const remark of plan.remarks) context.say(remark)
    if (plan.changes.length === 0) {
      context.say(`${project} is set up already; nothing to change.`)
      return plan.failClosed ? exitCode.ok : exitCode.no
    }
    const question = `Write this into ${project}?`
    const request = {
      changes: plan.changes,
      question,
      yes: args.yes === true,
      dry: args["print-only"] === true,
    }
    const answer = await confirmChanges(context, request)
    if (answer !== "yes") return answer === "dry" ? exitCode.ok : exitCode.no
    write(context, project, plan)
    context.say(
      plan.failClosed
        ? "Done. Start OpenCode; `ralex doctor` checks the rest."
        : "Done, but not fail-closed: see above.",
    )
    return plan.failClosed ? exitCode.ok : exitCode.no
  },
})

async function planFor(context: Context, project: string, dropIn: boolean): Promise<InitPlan> {
  const origin = packageOrigin(context.packageRoot, context.version, project)
  const bundle = dropIn ? await oneFilePlugin(context.packageRoot) : undefined
  return planInit({ project, origin, bundle })
}

/** The note first: a kill in the middle leaves something that `uninstall` can still take back. */
function write(context: Context, project: string, plan: InitPlan): void {
  const { paths } = context.environment
  const earlier = readNote(paths, project)
  const { changes } = plan
  writeNote(paths, makeNote({ project, version: context.version, at: context.now(), changes, earlier }))
  for (const change of changes) applyChange(project, change)
  const written = changes.filter(({ path }) => configPaths.includes(path))
  const entries = written.map(({ path, after }) => ({
    file: join(project, path),
    content: after?.toString("utf8") ?? "",
    at: context.now(),
  }))
  const trusted = readTrusted(paths.trust)
  const fresh = entries.filter(({ content }) => !Object.hasOwn(trusted, hashOf(content)))
  if (fresh.length > 0) writeTrusted(paths.trust, fresh)
}
