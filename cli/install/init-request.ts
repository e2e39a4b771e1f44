// What `init` is to do here: how the package reached the machine, and what the person's own files say already.
import { type Environment, loadConfig } from "../../config/index.ts"
import type { Context } from "../context.ts"
import { UsageError } from "../usage-error.ts"
import { oneFilePlugins } from "./one-file-plugin.ts"
import { readGlobalOpencodeFiles } from "./opencode-config.ts"
import { packageOrigin } from "./package-origin.ts"
import type { InitRequest } from "./plan-init.ts"
import { readGlobalTuiFiles } from "./tui-config.ts"

export interface Wishes extends Pick<InitRequest, "project" | "mode" | "profile"> {
  dropIn: boolean
}

/** @throws {UsageError} for a file of the person's, or of the project's, that can not be read. */
export async function initRequest(context: Context, { dropIn, ...wishes }: Wishes): Promise<InitRequest> {
  const { project } = wishes
  const { opencodeConfig } = context.environment.paths
  return {
    ...wishes,
    origin: packageOrigin(context.packageRoot, context.version, project),
    global: readGlobalOpencodeFiles(opencodeConfig),
    globalTui: readGlobalTuiFiles(opencodeConfig),
    bundles: dropIn ? await oneFilePlugins(context.packageRoot) : undefined,
    ownBudgets: hasOwnBudgets(context.environment, project),
  }
}

/** Whether the person's own ralex.yaml sets a limit. */
function hasOwnBudgets(environment: Environment, project: string): boolean {
  const { limits, error } = loadConfig({ environment, project })
  if (error !== undefined) throw new UsageError(error)
  return limits.some(({ from }) => from === environment.paths.userConfig)
}
