// The world as the safety rules see it from the command line: this user's paths, this folder's project.
import { realpathSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { secretVariables } from "../config/index.ts"
import type { JudgeContext } from "../rules/index.ts"
import type { Context } from "./context.ts"
import { findProject } from "./find-project.ts"

export function judgeContext({ environment, temporaryFolders }: Context, cwd: string): JudgeContext {
  const { paths, ledger } = environment
  const ledgerFile = ledger.startsWith("sqlite:") ? [ledger.slice("sqlite:".length)] : []
  return {
    project: findProject(cwd),
    cwd,
    home: paths.home,
    temp: [...new Set(temporaryFolders)],
    protected: {
      ralexData: [paths.data, ...ledgerFile],
      ralexConfig: [paths.configDirectory, paths.userConfig],
      opencodeData: [paths.opencodeData],
      opencodeConfig: [paths.opencodeConfig],
    },
    secretVariables: [...secretVariables],
    resolveLink,
  }
}

/** The real path of the deepest part that exists. */
function resolveLink(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(resolveLink(parent), basename(path))
  }
}
