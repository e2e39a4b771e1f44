// I/O: the git repository around a directory, opened with all of its configuration that runs programs switched off.
import { existsSync, realpathSync } from "node:fs"
import { dirname, join } from "node:path"
import { type GitOutput, type GitRun, runGit } from "./run-git.ts"

export interface Repository {
  /** Real path of its working tree. */
  root: string
  gitDirectory: string
  /** That of the main working tree, when this is a linked one. */
  commonDirectory: string
  /** Runs git in a directory of it; the root when none is named. */
  git: (args: readonly string[], cwd?: string) => Promise<GitOutput>
}

export type Opened =
  | { kind: "open"; repository: Repository }
  | { kind: "none" }
  | { kind: "unknown"; why: string }

export type OpenRepository = (directory: string) => Promise<Opened>

/** @param git undefined when there is no git that could be trusted. */
export function repositoryOpener(
  git: string | undefined,
  home: string,
  deadline: AbortSignal,
): OpenRepository {
  const opened = new Map<string, Promise<Opened>>()
  return (directory) => {
    const root = repositoryAround(directory)
    if (root === undefined) return Promise.resolve({ kind: "none" })
    if (git === undefined) return Promise.resolve({ kind: "unknown", why: "there is no git to ask" })
    const known = opened.get(root) ?? open({ git, home, cwd: root, args: [], settings: [], deadline })
    opened.set(root, known)
    return known
  }
}

/** The nearest directory upwards that has a `.git`. */
function repositoryAround(directory: string): string | undefined {
  if (existsSync(join(directory, ".git"))) return directory
  const parent = dirname(directory)
  return parent === directory ? undefined : repositoryAround(parent)
}

async function open(run: GitRun): Promise<Opened> {
  const [places, listed] = await Promise.all([
    runGit({
      ...run,
      args: ["rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir", "--git-common-dir"],
    }),
    runGit({ ...run, args: ["config", "--list", "-z"] }),
  ])
  if (places?.code !== 0 || listed?.code !== 0) return { kind: "unknown", why: "git could not be asked" }
  const config = listed.output.split("\0")
  const hindrance = hindranceIn(config)
  if (hindrance !== undefined) return { kind: "unknown", why: hindrance }
  const [root = "", gitDirectory = "", commonDirectory = ""] = places.output.split("\n")
  if (realpathSync(root) !== realpathSync(run.cwd))
    return { kind: "unknown", why: "its working tree lies elsewhere" }
  const settings = filtersOff(config.map((entry) => entry.split("\n")[0] ?? ""))
  const git: Repository["git"] = (args, cwd = run.cwd) => runGit({ ...run, cwd, args, settings })
  return {
    kind: "open",
    repository: { root: realpathSync(root), gitDirectory, commonDirectory, git },
  }
}

/** Settings under which the answers would not mean what they say. */
function hindranceIn(config: readonly string[]): string | undefined {
  for (const entry of config) {
    const [key = "", value] = entry.split("\n")
    if (/^(extensions\.partialclone|remote\..*\.(promisor|partialclonefilter))$/i.test(key))
      return "parts of the repository are not here"
    if (key === "submodule.recurse" && !/^(false|no|off|0)$/i.test(value ?? ""))
      return "git would change submodules as well"
  }
  return undefined
}

/** git status runs the clean filter of a file that may have changed; an empty one runs nothing. */
function filtersOff(keys: readonly string[]): GitRun["settings"] {
  const filters = new Set(keys.flatMap((key) => key.match(/^filter\.(.*)\.\w+$/s)?.[1] ?? []))
  return [...filters].flatMap((name) => [
    [`filter.${name}.clean`, ""],
    [`filter.${name}.smudge`, ""],
    [`filter.${name}.process`, ""],
    [`filter.${name}.required`, "false"],
  ])
}
