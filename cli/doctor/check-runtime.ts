// Doctor: the programs that Ralex needs, and whether their versions are ones it was made for.
import { existsSync } from "node:fs"
import { join, parse } from "node:path"
import type { Context } from "../context.ts"
import type { Finding } from "../contract.ts"

export function checkRuntime(context: Context): Finding[] {
  return [checkBun(Bun.version), checkOpencode(findOpencode(context), context)]
}

function checkBun(version: string): Finding {
  // 1.3.14 is what OpenCode 1.18.33 brings; older ones were never tried.
  if (Bun.semver.satisfies(version, ">=1.3.14"))
    return { id: "bun", level: "ok", message: `Bun ${version} runs this command.`, fix: null }
  const message = `Bun ${version} runs this command; Ralex is tested from 1.3.14 on.`
  return { id: "bun", level: "warn", message, fix: "Run `bun upgrade`." }
}

function checkOpencode(program: string | undefined, context: Context): Finding {
  const id = "opencode"
  if (program === undefined) {
    const message = "OpenCode is not on PATH (what lies in the project does not count)."
    return { id, level: "fail", message, fix: "Run `npm install -g opencode-ai`." }
  }
  const version = versionOf(program, context)
  if (version === undefined)
    return {
      id,
      level: "fail",
      message: `${program} does not tell its version.`,
      fix: "Install OpenCode again.",
    }
  if (Bun.semver.satisfies(version, ">=1.18.0 <2.0.0"))
    return { id, level: "ok", message: `OpenCode ${version} at ${program}.`, fix: null }
  const message = `OpenCode ${version} at ${program}; Ralex ${context.version} works with 1.18 up to 2.0.`
  return { id, level: "fail", message, fix: "Run `npm install -g opencode-ai@1`." }
}

function findOpencode({ path, packageRoot }: Context): string | undefined {
  const own = join(packageRoot, "node_modules", ".bin", "opencode")
  return Bun.which("opencode", { PATH: path }) ?? (existsSync(own) ? own : undefined)
}

/** Asked from the root of the file system, so that the binary reads no .env and no tsconfig.json of the project. */
function versionOf(program: string, { packageRoot }: Context): string | undefined {
  const cwd = parse(packageRoot).root
  const { stdout, success } = Bun.spawnSync([program, "--version"], { cwd, timeout: 30_000 })
  return success ? /\d+\.\d+\.\d+/.exec(stdout.toString())?.[0] : undefined
}
