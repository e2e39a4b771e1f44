// What counts of a project in a pull request: Ralex's files as the reviewed commit has them, and no call at all where the
// change steers OpenCode itself, which runs such files as its own code.
import type { PullRequest } from "./pull-request.ts"
import { readReviewed } from "./reviewed-files.ts"

export type ReviewedConfig =
  | {
      kind: "read"
      /** The content of one of Ralex's files, as it was reviewed. */
      read: (file: string) => string | undefined
      notices: string[]
    }
  | { kind: "refused"; reason: string }

export function reviewedConfig({ base, saidBy }: PullRequest, project: string): ReviewedConfig {
  if (base === undefined) return refused(`This is a pull request (${saidBy}), and its base is not known`)
  const reviewed = readReviewed(base, project)
  if (typeof reviewed === "string")
    return refused(`This is a pull request (${saidBy}), and ${reviewed}`, base)
  const [ours, openCodes] = split(reviewed.changed)
  if (openCodes.length > 0) {
    const reason = `This pull request (${saidBy}) changes ${openCodes.join(", ")}, which OpenCode obeys or runs as its own code before anyone has reviewed it. Run \`ralex ci\` before OpenCode: it puts back what ${shortened(base)} has. Until then Ralex makes no call.`
    return { kind: "refused", reason }
  }
  const notices = ours.map(
    (path) =>
      `Ralex goes by ${path} as the base ${shortened(base)} has it: what this pull request makes of it counts once it is merged.`,
  )
  return { kind: "read", read: reviewed.read, notices }
}

function refused(why: string, base?: string): ReviewedConfig {
  const fix =
    base === undefined ? "Name the commit in RALEX_BASE" : `Fetch it (git fetch --depth=1 origin ${base})`
  const reason = `${why}, so Ralex can not tell which settings were reviewed. ${fix}; until then Ralex makes no call.`
  return { kind: "refused", reason }
}

function split(paths: readonly string[]): [string[], string[]] {
  const isOurs = (path: string) => /(?:^|\/)ralex\.yaml$/.test(path)
  return [paths.filter(isOurs), paths.filter((path) => !isOurs(path))]
}

function shortened(commit: string): string {
  return /^[0-9a-f]{40}/.test(commit) ? commit.slice(0, 12) : commit
}
