// The world as the safety rules see it from the command line: this user's paths, this folder's project.
import { guardedPlaces } from "../config/index.ts"
import { holdsSecret } from "../ledger/index.ts"
import type { JudgeContext } from "../rules/index.ts"
import type { Context } from "./context.ts"
import { findProject } from "./find-project.ts"

export function judgeContext({ environment, temporaryFolder }: Context, cwd: string): JudgeContext {
  return { ...guardedPlaces(environment, temporaryFolder), project: findProject(cwd), cwd, holdsSecret }
}
