// `ralex ci`: makes a CI job ready for `opencode run`. In a pull request what steers OpenCode goes back to what was reviewed;
// then it is looked whether OpenCode would load Ralex at all. `--annotate` shows on the job's page what a run left.
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { type PullRequest, readReviewed, restoreReviewed } from "../../config/index.ts"
import { annotation, printable, runDocumentSchema, withoutCommands } from "../../ledger/index.ts"
import { type Context, printJson } from "../context.ts"
import type { CiDocument, Finding } from "../contract.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { checkImports } from "../doctor/check-imports.ts"
import { checkInstallation } from "../doctor/check-installation.ts"
import { type ExitCode, exitCode } from "../exit-code.ts"
import { findProject } from "../find-project.ts"
import { UsageError } from "../usage-error.ts"

export const ci = defineCommand({
  name: "ci",
  description: "Make a CI job ready for `opencode run`; in a pull request by the settings of its base.",
  args: {
    json: jsonArgument,
    check: { type: "boolean", description: "Only look; exit 1 where something would be put back." },
    annotate: {
      type: "string",
      valueHint: "FILE",
      description:
        "Show what the run with this JSON summary (ci.json) blocked, as the job's runner understands it.",
    },
  },
  run: async (args, context) => {
    if (args.annotate !== undefined) return annotate(resolve(context.cwd, args.annotate), context)
    const project = findProject(context.cwd)
    const { ciHost, pullRequest } = context.environment
    const changed = pullRequest ? changedIn(pullRequest, project) : []
    if (!args.check && pullRequest?.base !== undefined) restoreReviewed(pullRequest.base, project, changed)
    const findings = [...checkImports(context.cwd), ...checkInstallation(context)].filter(
      ({ level }) => level === "fail",
    )
    const document: CiDocument = {
      v: 1,
      host: ciHost ?? null,
      base: pullRequest?.base ?? null,
      changed,
      restored: args.check ? [] : changed,
      findings,
    }
    if (args.json) printJson(context, document)
    else context.print(forPeople(document))
    const isReady = findings.length === 0 && document.restored.length === changed.length
    return isReady ? exitCode.ok : exitCode.no
  },
})

/** @throws an error that says what to do where the base can not be read: then nobody knows what was reviewed. */
function changedIn({ base, saidBy }: PullRequest, project: string): string[] {
  if (base === undefined)
    throw new Error(
      `This is a pull request (${saidBy}), and its base is not known; name the commit in RALEX_BASE.`,
    )
  const reviewed = readReviewed(base, project)
  if (typeof reviewed !== "string") return reviewed.changed
  throw new Error(
    `This is a pull request (${saidBy}), and ${reviewed}; fetch it: git fetch --depth=1 origin ${base}`,
  )
}

function forPeople({ base, changed, restored, findings }: CiDocument): string {
  const said =
    base === null
      ? ["This is no pull request: the settings of the checkout count.\n"]
      : changed.map((path) => `${path}: ${restored.length > 0 ? "put back as" : "not as"} ${base} has it\n`)
  const reviewed =
    base !== null && changed.length === 0 ? [`What steers OpenCode is as ${base} has it.\n`] : []
  return [...said, ...reviewed, ...findings.map(findingLine)].map(printable).join("")
}

function findingLine({ id, message, fix }: Finding): string {
  return `fail  ${id}: ${message}${fix === null ? "" : ` ${fix}`}\n`
}

function annotate(path: string, context: Context): ExitCode {
  const { blocks, verdict, exitCode: code } = readRun(path)
  const { ciHost } = context.environment
  const level = blocks.fail ? "error" : "warning"
  const blocked = blocks.newest.map(({ tool, rule, reason }) => `Blocked ${tool} (${rule}): ${reason}`)
  const ended =
    code === 0 || code === null
      ? []
      : [{ level: "error" as const, text: `The run ended with exit code ${code}: ${verdict}` }]
  for (const said of [...[...new Set(blocked)].map((text) => ({ level, text }) as const), ...ended])
    context.print(`${annotation(said, ciHost) ?? plainLine(said.text)}\n`)
  return exitCode.ok
}

/** Whatever reads it: no text begins a line or a command of its own. */
function plainLine(text: string): string {
  return withoutCommands(text.replace(/\p{Cc}+/gu, " "))
}

function readRun(path: string) {
  try {
    return runDocumentSchema.parse(JSON.parse(readFileSync(path, "utf8")))
  } catch {
    throw new UsageError(
      `${path} is no summary of a run; ci.json in ralex.yaml or RALEX_SUMMARY=run.json writes one.`,
    )
  }
}
