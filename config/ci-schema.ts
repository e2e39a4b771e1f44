// `ci:` of ralex.yaml: what a run without a person leaves for those who read its job.
import * as z from "zod"

const reportPath = z.string().min(1).nullable().default(null)

export const ci = z.strictObject({
  enabled: z
    .boolean()
    .optional()
    .describe(
      "Whether this is CI: nobody is asked anything. Left out: as the runner's variables say (CI, GITHUB_ACTIONS, GITLAB_CI, …).",
    ),
  failOnBlock: z
    .boolean()
    .default(false)
    .describe("`opencode run` exits 4 when a destructive action was blocked."),
  annotations: z
    .boolean()
    .default(true)
    .describe(
      "In GitHub Actions and GitLab CI blocked actions and alerts stand out in the job's log and page.",
    ),
  summary: z
    .boolean()
    .default(true)
    .describe("In GitHub Actions the page of the job has a summary of the run."),
  json: reportPath.describe("A file for the summary of the run as JSON; see docs/ci.md."),
  junit: reportPath.describe("A file for the summary of the run as a JUnit report."),
})
