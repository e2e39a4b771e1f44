// Whether this job is about a change that nobody has reviewed yet, and which commit it asks to be merged into: what that
// commit says of Ralex counts, not what the change says. By the runner's variables, which no file of a project sets.
import { readFileSync } from "node:fs"
import * as z from "zod"

type Variables = Record<string, string | undefined>

export interface PullRequest {
  /** The commit that was reviewed; undefined where the runner does not name it. */
  base: string | undefined
  /** What says so, such as the name of a variable. */
  saidBy: string
}

/** @returns undefined where the checkout is what was merged. */
export function pullRequestOf(variables: Variables): PullRequest | undefined {
  if (variables.RALEX_BASE) return { base: variables.RALEX_BASE, saidBy: "RALEX_BASE" }
  return gitHub(variables) ?? gitLab(variables) ?? bitbucket(variables) ?? unnamed(variables)
}

const eventSchema = z.object({
  pull_request: z.object({ base: z.object({ sha: z.string() }) }).optional(),
  merge_group: z.object({ base_sha: z.string() }).optional(),
})

/** Of these GITHUB_SHA is on the repository's own branch, whatever the job checks out. */
const ON_OWN_BRANCH = ["issue_comment", "workflow_run"]

function gitHub(variables: Variables): PullRequest | undefined {
  const { GITHUB_EVENT_NAME: event = "", GITHUB_EVENT_PATH: path, GITHUB_SHA: own } = variables
  const saidBy = `GitHub's ${event}`
  if (ON_OWN_BRANCH.includes(event)) return { base: own || undefined, saidBy }
  if (!event.startsWith("pull_request") && event !== "merge_group") return undefined
  return { base: readEvent(path), saidBy }
}

function readEvent(path: string | undefined): string | undefined {
  try {
    const event = eventSchema.parse(JSON.parse(readFileSync(path ?? "", "utf8")))
    return event.pull_request?.base.sha ?? event.merge_group?.base_sha
  } catch {
    return undefined
  }
}

/** The tip of the target branch is newer than where the change branched off, but not every pipeline has it. */
function gitLab(variables: Variables): PullRequest | undefined {
  if (!variables.CI_MERGE_REQUEST_IID) return undefined
  const base = variables.CI_MERGE_REQUEST_TARGET_BRANCH_SHA || variables.CI_MERGE_REQUEST_DIFF_BASE_SHA
  return { base: base || undefined, saidBy: "CI_MERGE_REQUEST_IID" }
}

function bitbucket(variables: Variables): PullRequest | undefined {
  if (!variables.BITBUCKET_PR_ID) return undefined
  return { base: variables.BITBUCKET_PR_DESTINATION_COMMIT || undefined, saidBy: "BITBUCKET_PR_ID" }
}

/** Runners that say no more than that there is one. */
const NUMBERS = [
  "SYSTEM_PULLREQUEST_PULLREQUESTID", // Azure Pipelines
  "BUILDKITE_PULL_REQUEST",
  "CIRCLE_PULL_REQUEST",
  "CHANGE_ID", // Jenkins
  "DRONE_PULL_REQUEST",
  "TRAVIS_PULL_REQUEST",
  "APPVEYOR_PULL_REQUEST_NUMBER",
]

function unnamed(variables: Variables): PullRequest | undefined {
  const saidBy = NUMBERS.find((name) => variables[name] && variables[name] !== "false")
  return saidBy === undefined ? undefined : { base: undefined, saidBy }
}
