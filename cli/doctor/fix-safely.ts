// `ralex doctor --fix`: what can be mended without anybody's word. Nothing that a person wrote is changed, and nothing is
// set up that was not before.
import { RalexError } from "../../config/index.ts"
import type { Context } from "../context.ts"
import { findProject } from "../find-project.ts"
import { initRequest } from "../install/init-request.ts"
import { readNote } from "../install/install-note.ts"
import { planInit } from "../install/plan-init.ts"
import { writeChanges } from "../install/write-changes.ts"
import { closeOwnFiles } from "./check-own-files.ts"

/** @returns a sentence for each thing that was done. */
export async function fixSafely(context: Context): Promise<string[]> {
  const closed = closeOwnFiles(context.environment).map((path) => `Took others' rights to ${path} away.`)
  return [...closed, ...(await closeAgain(context))]
}

/** Keys of the fail-closed set that are missing where `init` wrote them once; a person's other value stays. */
async function closeAgain(context: Context): Promise<string[]> {
  const project = findProject(context.cwd)
  try {
    const written = (readNote(context.environment.paths, project)?.files ?? []).map(({ path }) => path)
    if (written.length === 0) return []
    const { changes } = planInit(await initRequest(context, { project, dropIn: false }))
    const missing = changes.filter(({ path }) => CONFIG.test(path) && written.includes(path))
    if (missing.length > 0) writeChanges(context, project, missing)
    return missing.map(({ path }) => `Wrote Ralex's missing keys into ${path} again.`)
  } catch (error) {
    if (!RalexError.isInstance(error)) throw error
    return [] // a file that can not be read is a finding
  }
}

const CONFIG = /(?:^|\/)(?:opencode|tui)\.jsonc?$/
