// Doctor: whether commands can run in a sandbox here, and whether that is what is wished for.
import { loadConfig, type SandboxMode, sandboxMode } from "../../config/index.ts"
import { type SandboxTrial, trySandbox } from "../../plugin/sandbox/try-sandbox.ts"
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { findProject } from "../find-project.ts"

export async function checkSandbox({ environment, cwd, path }: Context): Promise<Finding[]> {
  const { config } = loadConfig({ environment, project: findProject(cwd) })
  const nothing = { allowWrite: [], denyRead: [], denyWrite: [] }
  const policy = {
    network: { allowedDomains: [], deniedDomains: [] },
    filesystem: nothing,
    // The launcher has this process stand at the root of the file system, which is not worth 8 s of looking through.
    mandatoryDenySearchDepth: 1,
  }
  const shell = Bun.which("bash", { PATH: path }) ?? Bun.which("zsh", { PATH: path }) ?? undefined
  const trial = await trySandbox({ policy, shell })
  if (trial.kind === "yes") await trial.runtime.reset()
  return [findingOf(trial, sandboxMode(config, environment))]
}

function findingOf(trial: SandboxTrial, wanted: SandboxMode): Finding {
  const id = "sandbox"
  const set = `safety.sandbox is ${wanted}`
  if (trial.kind === "yes")
    return { id, level: "ok", message: `Commands can run in a sandbox here; ${set}.`, fix: null }
  const message = `Commands can not run in a sandbox: ${trial.reason} ${set[0]?.toUpperCase()}${set.slice(1)}.`
  if (wanted === "off") return { id, level: "ok", message, fix: null }
  const fix = "Install what is missing, or set `safety: { sandbox: off }` in your ralex.yaml."
  return { id, level: wanted === "required" ? "fail" : "warn", message, fix }
}
