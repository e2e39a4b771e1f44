// OpenCode's binary, and one command of it asked for what it says.
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Context } from "../context.ts"

/** Never one that lies in the project. */
export function findOpencode({ path, packageRoot }: Context): string | undefined {
  const own = join(packageRoot, "node_modules", ".bin", "opencode")
  return Bun.which("opencode", { PATH: path }) ?? (existsSync(own) ? own : undefined)
}

export interface Question {
  words: string[]
  cwd: string
  timeoutMs: number
  env?: Record<string, string>
}

/** @returns what it says on stdout; undefined when it fails, or does not end in time. */
export async function askOpencode(
  program: string,
  { variables }: Pick<Context, "variables">,
  { words, cwd, timeoutMs, env = {} }: Question,
): Promise<string | undefined> {
  try {
    // A group of its own: what a wrapper started ends with it, or its stdout would stay open.
    const child = Bun.spawn([program, ...words], {
      cwd,
      env: { ...variables, ...env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "ignore",
      detached: true,
    })
    const overdue = setTimeout(() => process.kill(-child.pid, "SIGKILL"), timeoutMs)
    const said = await child.stdout.text()
    const code = await child.exited
    clearTimeout(overdue)
    return code === 0 ? said : undefined
  } catch {
    return undefined
  }
}
