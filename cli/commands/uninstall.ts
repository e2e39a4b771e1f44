// `ralex uninstall`: puts a project back as it was before `ralex init`, and leaves alone what the person edited.
import { readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { confirmChanges } from "../confirm-changes.ts"
import { defineCommand, yesArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { findProject } from "../find-project.ts"
import { type InstallNote, readNote, removeNote, watchedFolders } from "../install/install-note.ts"
import { opencodeLeftovers } from "../install/opencode-leftovers.ts"
import { planUninstall } from "../install/plan-uninstall.ts"
import { applyChange, removeEmptyFolder } from "../install/project-file.ts"
import { untrustProject } from "../install/untrust.ts"

export const uninstall = defineCommand({
  name: "uninstall",
  description: "Take Ralex out of this project again; the ledger stays.",
  args: {
    yes: yesArgument,
    "print-only": { type: "boolean", description: "Show what would change, and change nothing." },
  },
  run: async (args, context) => {
    const project = findProject(context.cwd)
    const { paths } = context.environment
    const note = readNote(paths, project)
    const { changes, remarks } = planUninstall(project, note)
    for (const remark of remarks) context.say(remark)
    if (changes.length === 0 && note === undefined) {
      context.say(`Ralex has nothing in ${project} to take back.`)
      return exitCode.no
    }
    const leftovers = note ? findLeftovers(project, note) : []
    const also = leftovers.map((name) => `.opencode/${name} (deleted; OpenCode put it there)`)
    const question = `Write this into ${project}?`
    const request = { changes, also, question, yes: args.yes === true, dry: args["print-only"] === true }
    const answer = await confirmChanges(context, request)
    if (answer !== "yes") return answer === "dry" ? exitCode.ok : exitCode.no
    for (const change of changes) applyChange(project, change)
    for (const name of leftovers) rmSync(join(project, ".opencode", name), { recursive: true, force: true })
    removeNewFolders(project, note)
    untrustProject(paths.trust, project)
    removeNote(paths, project)
    context.say(`Done. What was recorded stays in ${paths.data}; delete that folder if you do not need it.`)
    return exitCode.ok
  },
})

function findLeftovers(project: string, note: InstallNote): string[] {
  const folder = join(project, ".opencode")
  try {
    return opencodeLeftovers(folder, readdirSync(folder), note.before[".opencode"] ?? null)
  } catch {
    return []
  }
}

/** Folders that were not there before, innermost first, when nothing is left in them. */
function removeNewFolders(project: string, note: InstallNote | undefined): void {
  if (note === undefined) return
  const fresh = watchedFolders.filter((folder) => note.before[folder] === null)
  for (const folder of fresh.reverse()) removeEmptyFolder(project, folder)
}
