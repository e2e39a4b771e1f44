// `ralex init`: sets a project up fail-closed, after showing what it changes, and notes how it was before.
import { join } from "node:path"
import { type Environment, hashOf, loadConfig, readTrusted, writeTrusted } from "../../config/index.ts"
import { confirmChanges } from "../confirm-changes.ts"
import type { Context } from "../context.ts"
import { defineCommand, yesArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { findKeys } from "../find-key.ts"
import { findProject } from "../find-project.ts"
import { makeNote, readNote, writeNote } from "../install/install-note.ts"
import { oneFilePlugins } from "../install/one-file-plugin.ts"
import { readGlobalOpencodeFiles } from "../install/opencode-config.ts"
import { packageOrigin } from "../install/package-origin.ts"
import { configPaths, type InitPlan, planInit } from "../install/plan-init.ts"
import { applyChange } from "../install/project-file.ts"
import { PRESETS, type Preset } from "../install/ralex-yaml.ts"
import { readGlobalTuiFiles } from "../install/tui-config.ts"
import { UsageError } from "../usage-error.ts"

export const init = defineCommand({
  name: "init",
  description: "Set this project up: OpenCode's config, a ralex.yaml, and trust in both.",
  args: {
    yes: yesArgument,
    "drop-in": {
      type: "boolean",
      description: "Put the one-file plugin into .opencode/plugin instead of naming a package.",
    },
    mode: {
      type: "enum",
      options: [...PRESETS],
      description:
        "What the new ralex.yaml says. guard: OpenCode asks as usual; yolo (default): nobody is asked.",
    },
    "print-only": { type: "boolean", description: "Show what would change, and change nothing." },
  },
  run: async (args, context) => {
    const project = findProject(context.cwd)
    const mode = PRESETS.find((preset) => preset === args.mode)
    const plan = await planFor(context, { project, dropIn: args["drop-in"] === true, mode })
    for (const remark of plan.remarks) context.say(remark)
    if (plan.changes.length > 0) {
      const question = `Write this into ${project}?`
      const [yes, dry] = [args.yes === true, args["print-only"] === true]
      const answer = await confirmChanges(context, { changes: plan.changes, question, yes, dry })
      if (answer !== "yes") return answer === "dry" ? exitCode.ok : exitCode.no
      write(context, project, plan)
    } else context.say(`${project} is set up already; nothing to change.`)
    if (!plan.ready) context.say("This project is not ready yet: see above.")
    else for (const line of await nextSteps(context.environment, project)) context.say(line)
    return plan.ready ? exitCode.ok : exitCode.no
  },
})

async function nextSteps(environment: Environment, project: string): Promise<string[]> {
  const { place, values } = await findKeys(environment, loadConfig({ environment, project }).config)
  return [
    "Fail-closed: if the plugin breaks, or is left out with --pure, no agent works on your key in this project.",
    values.length === 0
      ? "Key: none found; run `opencode auth login` and choose OpenRouter, or set OPENROUTER_API_KEY."
      : `Key: ${keyPlaces[place]}.`,
    "Next: start `opencode`; `ralex doctor` checks the rest.",
  ]
}

const keyPlaces = {
  environment: "found in the environment",
  command: "what apiKeyCommand in your ralex.yaml prints",
  opencode: "found in OpenCode's own store",
} as const

async function planFor(
  context: Context,
  { project, dropIn, mode }: { project: string; dropIn: boolean; mode: Preset | undefined },
): Promise<InitPlan> {
  const origin = packageOrigin(context.packageRoot, context.version, project)
  const bundles = dropIn ? await oneFilePlugins(context.packageRoot) : undefined
  const { opencodeConfig } = context.environment.paths
  return planInit({
    project,
    origin,
    global: readGlobalOpencodeFiles(opencodeConfig),
    globalTui: readGlobalTuiFiles(opencodeConfig),
    bundles,
    ownBudgets: hasOwnBudgets(context.environment, project),
    ...(mode === undefined ? {} : { mode }),
  })
}

/** Whether the person's own ralex.yaml sets a limit. */
function hasOwnBudgets(environment: Environment, project: string): boolean {
  const { limits, error } = loadConfig({ environment, project })
  if (error !== undefined) throw new UsageError(error)
  return limits.some(({ from }) => from === environment.paths.userConfig)
}

/** The note first: a kill in the middle leaves something that `uninstall` can still take back. */
function write(context: Context, project: string, plan: InitPlan): void {
  const { paths } = context.environment
  const earlier = readNote(paths, project)
  const { changes } = plan
  writeNote(paths, makeNote({ project, version: context.version, at: context.now(), changes, earlier }))
  for (const change of changes) applyChange(project, change)
  const written = changes.filter(({ path }) => configPaths.includes(path))
  const entries = written.map(({ path, after }) => ({
    file: join(project, path),
    content: after?.toString("utf8") ?? "",
    at: context.now(),
  }))
  const trusted = readTrusted(paths.trust)
  const fresh = entries.filter(({ content }) => !Object.hasOwn(trusted, hashOf(content)))
  if (fresh.length > 0) writeTrusted(paths.trust, fresh)
}
