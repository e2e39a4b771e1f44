// Whether nobody watches: a continuous integration job, and whose, by the variables that its runner sets.
import type { Config } from "./schema.ts"

type Variables = Record<string, string | undefined>

/** GitHub and GitLab show more than plain lines. */
export type CiHost = "github" | "gitlab" | "other"

/** Each is set by that runner and by nobody else; most set CI as well. */
const RUNNERS = [
  "BUILDKITE",
  "CIRCLECI",
  "TF_BUILD", // Azure Pipelines
  "JENKINS_URL",
  "TEAMCITY_VERSION",
  "BITBUCKET_BUILD_NUMBER",
  "CODEBUILD_BUILD_ID", // AWS
  "DRONE",
  "TRAVIS",
  "APPVEYOR",
  "SEMAPHORE",
  "CIRRUS_CI",
]

/** @returns undefined outside of CI. */
export function ciHost(variables: Variables): CiHost | undefined {
  if (isSet(variables.GITHUB_ACTIONS)) return "github"
  if (isSet(variables.GITLAB_CI)) return "gitlab"
  // CI=false is a person's word against all the others.
  if (variables.CI !== undefined && variables.CI !== "") return isSet(variables.CI) ? "other" : undefined
  return RUNNERS.some((name) => isSet(variables[name])) ? "other" : undefined
}

/** @param ci The person's `ci:`, which decides where it says so. */
export function isCi({ enabled }: Config["ci"], { ciHost: host }: { ciHost: CiHost | undefined }): boolean {
  return enabled ?? host !== undefined
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !/^(?:|0|false|no|off)$/i.test(value.trim())
}
