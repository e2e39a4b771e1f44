// `ralex init`: sets a project up fail-closed, after showing what it changes, and notes how it was before.
import { type Environment, loadConfig } from "../../config/index.ts"
import { confirmChanges } from "../confirm-changes.ts"
import type { Context } from "../context.ts"
import { defineCommand, yesArgument } from "../define-command.ts"
import { tellFindings } from "../doctor/tell-findings.ts"
import { exitCode } from "../exit-code.ts"
import { type FoundKeys, findKeys } from "../find-key.ts"
import { findProject } from "../find-project.ts"
import { askSetup, type SetupAnswers } from "../install/ask-setup.ts"
import { initRequest } from "../install/init-request.ts"
import { configPaths, type InitPlan, type InitRequest, planInit } from "../install/plan-init.ts"
import { PRESETS, PROFILES } from "../install/ralex-yaml.ts"
import { showChange } from "../install/show-change.ts"
import { loginsPath, storeKey } from "../install/store-key.ts"
import { writeChanges } from "../install/write-changes.ts"

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
    profile: {
      type: "enum",
      options: [...PROFILES],
      description: "What the new ralex.yaml says of models; default balanced.",
    },
    "print-only": { type: "boolean", description: "Show what would change, and change nothing." },
    doctor: { type: "boolean", default: true, description: "Check everything at the end." },
  },
  run: async (args, context) => {
    const project = findProject(context.cwd)
    const wishes = {
      mode: PRESETS.find((preset) => preset === args.mode),
      profile: PROFILES.find((profile) => profile === args.profile),
    }
    const request = await initRequest(context, { project, dropIn: args["drop-in"] === true, ...wishes })
    const how = { yes: args.yes === true, dry: args["print-only"] === true }
    const answer = await settle(context, request, how)
    if (answer.kind !== "write") return answer.kind === "dry" ? exitCode.ok : exitCode.no
    const { plan, key } = answer
    if (key !== undefined) storeKey(context.environment.paths.opencodeData, key)
    if (plan.changes.length > 0) writeChanges(context, project, plan.changes)
    else context.say(`${project} is set up already; nothing to change.`)
    if (!plan.ready) context.say("This project is not ready yet: see above.")
    else for (const line of await nextSteps(context.environment, project)) context.say(line)
    if (args.doctor) await tellFindings(context)
    return plan.ready ? exitCode.ok : exitCode.no
  },
})

type Settled =
  | { kind: "write"; plan: InitPlan; key?: string | undefined }
  /** Only shown, or not wanted. */
  | { kind: "dry" | "no" }

/** What shall be written, once the person has seen it and said so. */
async function settle(
  context: Context,
  request: InitRequest,
  { yes, dry }: { yes: boolean; dry: boolean },
): Promise<Settled> {
  const plan = planInit(request)
  for (const remark of plan.remarks) context.say(remark)
  const lacksKey = (await keysOf(context.environment, request.project)).values.length === 0
  const asks = context.input.isTerminal && !yes && !dry && (plan.changes.length > 0 || lacksKey)
  if (asks) return ask(context, request, { plan, lacksKey })
  if (plan.changes.length === 0) return { kind: "write", plan }
  const question = `Write this into ${request.project}?`
  const answer = await confirmChanges(context, { changes: plan.changes, question, yes, dry })
  return answer === "yes" ? { kind: "write", plan } : { kind: answer }
}

async function ask(
  context: Context,
  request: InitRequest,
  { plan, lacksKey }: { plan: InitPlan; lacksKey: boolean },
): Promise<Settled> {
  const answers = await askSetup({
    context,
    lacksKey,
    writesConfig: plan.changes.some(({ path }) => configPaths.includes(path)),
    writes: plan.changes.length > 0,
    choosesLimits: !request.ownBudgets,
    profile: request.profile,
    question: `Write this into ${request.project}?`,
    show: (profile) => {
      for (const change of planInit({ ...request, profile }).changes) context.print(showChange(change))
    },
  })
  if (answers !== undefined) return { kind: "write", plan: planWith(request, answers), key: answers.key }
  context.say("Nothing was changed.")
  return { kind: "no" }
}

function planWith(request: InitRequest, { profile, limits }: SetupAnswers): InitPlan {
  return planInit({ ...request, profile, limits })
}

function keysOf(environment: Environment, project: string): Promise<FoundKeys> {
  return findKeys(environment, loadConfig({ environment, project }).config)
}

async function nextSteps(environment: Environment, project: string): Promise<string[]> {
  const { place, values } = await keysOf(environment, project)
  const places = {
    environment: "found in the environment",
    command: "what apiKeyCommand in your ralex.yaml prints",
    opencode: `found in OpenCode's own store, ${loginsPath(environment.paths.opencodeData)}`,
  }
  return [
    "Fail-closed: if the plugin breaks, or is left out with --pure, no agent works on your key in this project.",
    values.length === 0
      ? "Key: none found; run `opencode auth login` and choose OpenRouter, or set OPENROUTER_API_KEY."
      : `Key: ${places[place]}.`,
    "Next: start `opencode`; `ralex doctor` checks all of it again.",
  ]
}
