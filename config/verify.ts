// What plugin and provider agree on about checking an attempt: the tool's name, and what is done when work failed.
import type { Config } from "./schema.ts"

/** A tool that the plugin registers and that only the provider calls. */
export const VERIFY_TOOL = "ralex_verify"

/** How the result of a check begins that passed, and that no model needs to read. */
export const PASSED = "Passed: "

/** Whether hard work begins one tier lower, since a check says whether that was enough. */
export function beginsLower(config: Pick<Config, "verify" | "mode" | "profile">): boolean {
  const { run, cheapFirst = config.profile !== "quality" } = config.verify
  return run !== undefined && cheapFirst && verifyOnFailure(config) === "raise"
}

/** Nobody who did not ask for it pays for a dearer tier; in guard mode the person decides. */
export function verifyOnFailure({ verify, mode }: Pick<Config, "verify" | "mode">): "off" | "ask" | "raise" {
  if (verify.onFailure) return verify.onFailure
  if (verify.run === undefined) return "off"
  return mode === "guard" ? "ask" : "raise"
}
