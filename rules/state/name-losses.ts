// What would be lost, in words: "3 files with uncommitted changes: a.ts, b.ts, c.ts".
import { LOSSES, type Loss } from "./question.ts"

const WORDS: Record<Loss["kind"], [one: string, many: string]> = {
  changed: ["file with uncommitted changes", "files with uncommitted changes"],
  untracked: ["file that is in no commit", "files that are in no commit"],
  ignored: ["file that git ignores and no build makes", "files that git ignores and no build makes"],
  nowhere: ["file that no git repository keeps", "files that no git repository keeps"],
  outside: ["path outside the project", "paths outside the project"],
  repository: ["git repository of its own", "git repositories of their own"],
  commit: ["commit that is on no other branch", "commits that are on no other branch"],
  stash: ["stash", "stashes"],
}

const MOST_NAMED = 5
const LONGEST_NAME = 80

export function nameLosses(losses: readonly Loss[]): string {
  return LOSSES.flatMap((kind) => {
    const names = [...new Set(losses.filter((loss) => loss.kind === kind).map(({ name }) => name))]
    if (names.length === 0) return []
    const [one, many] = WORDS[kind]
    const shown = names.slice(0, MOST_NAMED).map(shortened).join(", ")
    const rest = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ""
    return [`${names.length} ${names.length === 1 ? one : many}: ${shown}${rest}`]
  }).join("; ")
}

/** A file's name is the project's text: it may hold line breaks, and be of any length. */
function shortened(name: string): string {
  const plain = name.replace(/\p{C}/gu, "?")
  return plain.length <= LONGEST_NAME ? plain : `…${plain.slice(1 - LONGEST_NAME)}`
}
