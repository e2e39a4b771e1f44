// Whether commands run in a sandbox where nobody wrote it down: in CI in yolo mode, as far as the machine can.
import type { Environment } from "./environment.ts"
import type { Config } from "./schema.ts"

export type SandboxMode = "off" | "auto" | "required"

export function sandboxMode(
  { mode, safety }: Pick<Config, "mode" | "safety">,
  { ci }: Pick<Environment, "ci">,
): SandboxMode {
  if (safety.sandbox !== undefined) return safety.sandbox
  return ci && mode === "yolo" ? "auto" : "off"
}
