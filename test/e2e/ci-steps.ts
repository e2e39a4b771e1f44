// The steps of a CI job as its runner would run them: the shell lines of action.yml and of the GitLab example, on a
// throw-away machine where npm installs nothing and `ralex` is this checkout's.
import { chmodSync } from "node:fs"
import { join } from "node:path"
import { parse } from "yaml"
import * as z from "zod"
import { CHECKOUT, type RunResult, type Sandbox, writeAt } from "./sandbox.ts"

const text = z.record(z.string(), z.string())

export const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ default: z.string().optional() })),
  outputs: z.record(z.string(), z.object({ value: z.string() })),
  runs: z.object({
    using: z.literal("composite"),
    steps: z.array(
      z.object({ name: z.string(), shell: z.literal("bash"), env: text.default({}), run: z.string() }),
    ),
  }),
})

const gitLabSchema = z.object({
  opencode: z.object({
    image: z.string(),
    variables: text,
    before_script: z.array(z.string()),
    script: z.array(z.string()),
    artifacts: z.object({ reports: z.object({ junit: z.string() }) }),
  }),
})

export const readAction = async () =>
  actionSchema.parse(parse(await Bun.file(join(CHECKOUT, "action.yml")).text()))
export const readGitLab = async () =>
  gitLabSchema.parse(parse(await Bun.file(join(CHECKOUT, "docs/examples/gitlab-ci.yml")).text())).opencode

/** @returns the folder for PATH. */
export function jobTools(box: Sandbox): string {
  const folder = join(box.root, "tools")
  const program = (name: string, lines: string) => {
    writeAt(join(folder, name), `#!/bin/sh\n${lines}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const bin = join(CHECKOUT, "node_modules", ".bin")
  program("npm", `echo "$@" >> ${join(box.root, "installed")}`)
  program("ralex", `exec ${join(bin, "bun")} ${join(CHECKOUT, "cli", "main.ts")} "$@"`)
  program("opencode", `exec ${join(bin, "opencode")} "$@"`)
  return folder
}

/** Each step in turn, until one fails. @param values What `${{ … }}` stands for, by what is in it. */
export async function runAction(
  box: Sandbox,
  values: Record<string, string>,
  env: Record<string, string>,
): Promise<RunResult> {
  const { inputs, runs } = await readAction()
  const given = Object.entries(inputs).map(([name, input]) => [`inputs.${name}`, input.default ?? ""])
  const known: Record<string, string> = { ...Object.fromEntries(given), ...values }
  const filled = (value: string) =>
    value.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_all, name: string) => known[name] ?? "")
  let all: RunResult = { code: 0, stdout: "", stderr: "" }
  for (const [nth, step] of runs.steps.entries()) {
    const script = join(box.root, `step-${nth}.sh`)
    writeAt(script, step.run)
    const own = Object.fromEntries(
      Object.entries(step.env).map(([name, value]) => [name, shorter(name, filled(value))]),
    )
    const shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", script]
    const ran = await box.spawn(shell, { env: { ...env, ...own } })
    all = { code: ran.code, stdout: all.stdout + ran.stdout, stderr: all.stderr + ran.stderr }
    if (ran.code !== 0) break
  }
  return all
}

/** A registry that does not answer is waited for as long as the step says, with 20 seconds as one. */
function shorter(name: string, value: string): string {
  return name === "npm_config_fetch_timeout" ? String(Number(value) / 20) : value
}

/** GitLab puts the lines of both parts into one shell. */
export async function runGitLab(box: Sandbox, env: Record<string, string>): Promise<RunResult> {
  const { variables, before_script, script } = await readGitLab()
  const lines = [...before_script, ...script].join("\n")
  return box.spawn(["bash", "-eo", "pipefail", "-c", lines], { env: { ...variables, ...env } })
}
