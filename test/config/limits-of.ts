// The limits of a configuration that a test makes by hand, as if the person had written all of it.
import type { Config, Environment } from "../../config/index.ts"
import { type ConfigLimit, limitsInForce } from "../../config/limits-in-force.ts"

export function limitsOf(config: Config, { paths }: Environment, project: string): ConfigLimit[] {
  const layer = { name: paths.userConfig, kind: "user", input: config } as const
  return limitsInForce([layer], { project, isProject: (key) => key === project })
}
