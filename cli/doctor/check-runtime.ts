// Doctor: the programs that Ralex needs, and whether their versions are ones it was made for.
import { parse } from "node:path"
import manifest from "../../package.json" with { type: "json" }
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"
import { askOpencode, findOpencode } from "./find-opencode.ts"

const ANSWER_MS = 30_000

export async function checkRuntime(context: Context): Promise<Finding[]> {
  return [checkRalex(context), checkBun(Bun.version), await checkOpencode(findOpencode(context), context)]
}

function checkRalex({ version, packageRoot }: Context): Finding {
  return { id: "ralex", level: "ok", message: `Ralex ${version} at ${packageRoot}.`, fix: null }
}

function checkBun(version: string): Finding {
  // 1.3.14 is what OpenCode 1.18.33 brings; older ones were never tried.
  if (Bun.semver.satisfies(version, ">=1.3.14"))
    return { id: "bun", level: "ok", message: `Bun ${version} runs this command.`, fix: null }
  const message = `Bun ${version} runs this command; Ralex is tested from 1.3.14 on.`
  return { id: "bun", level: "warn", message, fix: "Run `bun upgrade`." }
}

async function checkOpencode(program: string | undefined, context: Context): Promise<Finding> {
  const id = "opencode"
  if (program === undefined) {
    const message = "OpenCode is not on PATH (what lies in the project does not count)."
    return { id, level: "fail", message, fix: "Run `npm install -g opencode-ai`." }
  }
  const version = await versionOf(program, context)
  if (version === undefined)
    return {
      id,
      level: "fail",
      message: `${program} does not tell its version.`,
      fix: "Install OpenCode again.",
    }
  const { opencode: wanted } = manifest.engines
  if (Bun.semver.satisfies(version, wanted))
    return { id, level: "ok", message: `OpenCode ${version} at ${program}.`, fix: null }
  const message = `OpenCode ${version} at ${program}; Ralex ${context.version} works with ${wanted}, and OpenCode leaves it out otherwise.`
  return { id, level: "fail", message, fix: "Run `npm install -g opencode-ai@1`." }
}

/** Asked from the root of the file system, so that the binary reads no .env and no tsconfig.json of the project. */
async function versionOf(program: string, context: Context): Promise<string | undefined> {
  const cwd = parse(context.packageRoot).root
  const said = await askOpencode(program, context, { words: ["--version"], cwd, timeoutMs: ANSWER_MS })
  return /\d+\.\d+\.\d+/.exec(said ?? "")?.[0]
}
