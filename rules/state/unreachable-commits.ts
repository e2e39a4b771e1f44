// Commits that nothing names any more once some refs are gone or moved.
import type { Repository } from "./open-repository.ts"
import type { Loss } from "./question.ts"

const MOST_SHOWN = 100

/**
 * @param from What holds them now, as revisions.
 * @param kept Revisions that will hold commits, beside all branches, tags and remote branches that stay.
 * @param gone Branches that do not stay.
 * @returns undefined when git did not answer.
 */
export async function unreachableCommits(
  { git }: Repository,
  { from, kept, gone }: { from: readonly string[]; kept: readonly string[]; gone: readonly string[] },
): Promise<Loss[] | undefined> {
  const listed = await git([
    "rev-list",
    `--max-count=${MOST_SHOWN}`,
    "--format=%h %s",
    ...from,
    "--not",
    ...kept,
    ...gone.map((branch) => `--exclude=${branch}`),
    "--branches",
    "--tags",
    "--remotes",
    "--",
  ])
  if (listed?.code !== 0) return undefined
  return listed.output
    .split("\n")
    .filter((line) => line !== "" && !/^commit [0-9a-f]{40,}$/.test(line))
    .map((name) => ({ kind: "commit", name }))
}
