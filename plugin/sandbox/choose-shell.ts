// The shell that sandboxed commands run in: one that can be led into the sandbox, and no program of the project's.
import { isAbsolute } from "node:path"
import { shellKind } from "./shell-entry.ts"

export interface ShellWishes {
  /** `shell` of OpenCode's configuration, which a project may have written. */
  configured: unknown
  /** $SHELL */
  login: string | undefined
  which: (name: string) => string | null
  /** Whether a path lies where the model can write. */
  isWritable: (path: string) => boolean
}

/** @returns undefined where there is neither bash nor zsh. */
export function chooseShell({ configured, login, which, isWritable }: ShellWishes): string | undefined {
  const wished = [configured, login].filter((one) => typeof one === "string")
  const found = [...wished, "bash", "zsh"].map((one) => (isAbsolute(one) ? one : which(one)))
  return (
    found.find((path) => path !== null && shellKind(path) !== undefined && !isWritable(path)) ?? undefined
  )
}
