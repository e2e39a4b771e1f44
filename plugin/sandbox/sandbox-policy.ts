// What a sandboxed command may touch, in the words of sandbox-runtime: the project, temporary files and caches are
// writable, credentials and Ralex's own data unreadable, all else as it is. Pure, but for which files there are.
import { join } from "node:path"
import type { SandboxRuntimeConfig } from "@anthropic-ai/sandbox-runtime"
import { secretPaths } from "../../rules/index.ts"

export interface SandboxPlaces {
  project: string
  directory: string
  home: string
  temp: readonly string[]
  /** Absolute paths that belong to Ralex and to OpenCode, as the rules know them. */
  protected: Record<"ralexData" | "ralexConfig" | "opencodeData" | "opencodeConfig", readonly string[]>
  /** Where git keeps the history of a linked worktree; undefined where it lies in the project. */
  gitDirectory: string | undefined
  /** Hosts that may be reached; undefined is any. */
  hosts: readonly string[] | undefined
  exists: (path: string) => boolean
}

/** Package managers can not work without them. What lies there is downloaded anew when it is lost. */
const CACHES = [
  ".cache",
  ".npm",
  ".bun/install/cache",
  ".local/share/pnpm",
  ".yarn",
  ".cargo/registry",
  ".cargo/git",
  "go/pkg",
  ".gradle",
  ".m2/repository",
  ".nuget/packages",
  ".gem",
  ".composer/cache",
  "Library/Caches",
]

/** Of the project, what decides about OpenCode, Ralex and git itself; SRT adds shell profiles, git hooks and editors' folders. */
const CONTROL = [
  "ralex.yaml",
  "ralex.yml",
  ".opencode/ralex.yaml",
  "opencode.json",
  "opencode.jsonc",
  ".opencode/plugin",
  ".opencode/plugins",
  ".opencode/tool",
  ".opencode/tools",
  ".opencode/command",
  ".opencode/commands",
  ".opencode/agent",
  ".opencode/agents",
  ".opencode/opencode.json",
]

export function sandboxPolicy(places: SandboxPlaces): SandboxRuntimeConfig {
  const { project, directory, home, temp, gitDirectory, exists } = places
  const { ralexData, ralexConfig, opencodeData, opencodeConfig } = places.protected
  const logins = opencodeData.flatMap((data) => [join(data, "auth.json"), join(data, "mcp-auth.json")])
  const databases = opencodeData.flatMap((data) =>
    ["", "-wal", "-shm"].map((end) => join(data, `opencode.db${end}`)),
  )
  const caches = CACHES.map((path) => join(home, path))
  const git = gitDirectory === undefined ? [] : [gitDirectory]
  const control = [...new Set([project, directory])].flatMap((root) =>
    CONTROL.map((path) => join(root, path)),
  )
  return {
    network: { ...(places.hosts ? { allowedDomains: [...places.hosts] } : {}), deniedDomains: [] },
    filesystem: {
      denyRead: [...secretPaths(home), ...literal([...logins, ...databases, ...ralexData].filter(exists))],
      allowWrite: literal([project, directory, ...temp, ...git, ...caches].filter(exists)),
      denyWrite: literal([...control, ...ralexConfig, ...opencodeConfig, ...gitControl(git)].filter(exists)),
    },
  } as SandboxRuntimeConfig // its types have no "any host", which is how it reads a list that is not there
}

function gitControl(directories: readonly string[]): string[] {
  return directories.flatMap((directory) => [join(directory, "config"), join(directory, "hooks")])
}

/** A folder may have `[` or `*` in its name. */
function literal(paths: readonly string[]): { path: string; literal: true }[] {
  return [...new Set(paths)].map((path) => ({ path, literal: true }))
}
