// Code of the project's own that OpenCode would run by starting there: doctor starts it only where there is none.
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Context } from "../context.ts"
import { hashBytes, readNote } from "../install/install-note.ts"
import { isOurPlugin, type OpencodeFile, readOpencodeFiles } from "../install/opencode-config.ts"
import { readProjectFile } from "../install/project-file.ts"
import { checkImports } from "./check-imports.ts"

const FOLDERS = [".opencode/plugin", ".opencode/plugins"]

/** @returns what it is, for the person; empty where only Ralex would be loaded. */
export function projectCode(context: Context, project: string): string[] {
  const redirected = checkImports(project).length > 0 ? ["tsconfig.json or jsconfig.json"] : []
  const named = readOpencodeFiles(project).flatMap((file) => namedIn(file, context, project))
  return [...redirected, ...named, ...FOLDERS.flatMap((folder) => filesIn(folder, context, project))]
}

function namedIn({ path, value }: OpencodeFile, context: Context, project: string): string[] {
  const entries: unknown[] = Array.isArray(value.plugin) ? value.plugin : []
  return entries
    .map((entry) => (Array.isArray(entry) ? entry[0] : entry))
    .filter((spec): spec is string => typeof spec === "string")
    .filter((spec) => !(isOurPlugin(spec) && isThisPackage(spec, join(project, path), context)))
}

/** By its name from the registry, or the very package that runs this command; a folder of that name may hold anything. */
function isThisPackage(spec: string, configPath: string, { packageRoot }: Context): boolean {
  if (!/^(\.|\/|file:)/.test(spec)) return true
  const path = spec.startsWith("file:") ? fileURLToPath(spec) : join(configPath, "..", spec)
  return path === packageRoot || path === join(packageRoot, "plugin", "index.ts")
}

/** The dropped-in file is ours where `init` put it on this machine, as it is. */
function filesIn(folder: string, context: Context, project: string): string[] {
  const written = readNote(context.environment.paths, project)?.files ?? []
  return namesIn(join(project, folder))
    .filter((name) => /\.[cm]?[jt]sx?$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((path) => {
      const note = written.find((file) => file.path === path)
      const bytes = readProjectFile(project, path)
      return note === undefined || bytes === undefined || hashBytes(bytes) !== note.written
    })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
