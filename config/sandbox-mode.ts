// Whether commands run in a sandbox where nobody wrote it down: in CI in yolo mode, as far as the machine can.
import { isCi } from "./ci.ts"
import type { Environment } from "./environment.ts"
import type { Config } from "./schema.ts"

export type SandboxMode = "off" | "auto" | "required"

export function sandboxMode(
  { mode, safety, ci }: Pick<Config, "mode" | "safety" | "ci">,
  environment: Pick<Environment, "ciHost">,
): SandboxMode {
  if (safety.sandbox !== undefined) return safety.sandbox
  return isCi(ci, environment) && mode === "yolo" ? "auto" : "off"
}
