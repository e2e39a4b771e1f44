// Sees to it, in the config hook, that OpenCode runs commands in a shell that can be led into the sandbox.
import { tmpdir } from "node:os"
import { delimiter } from "node:path"
import type { Config } from "@opencode-ai/plugin"
import { guardedPlaces, type Instance, sandboxMode } from "../../config/index.ts"
import { chooseShell } from "./choose-shell.ts"

export interface OwnShell {
  choose: (config: Config) => void
  path: () => string | undefined
}

export function ownShell({
  instance,
  directory,
  variables,
}: {
  instance: Instance
  directory: string
  variables: Record<string, string | undefined>
}): OwnShell {
  const { temp } = guardedPlaces(instance.environment, tmpdir())
  const writable = [instance.project, directory, ...temp]
  const isWritable = (path: string) => writable.some((root) => path === root || path.startsWith(`${root}/`))
  const PATH = (variables.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder.startsWith("/") && !isWritable(folder))
    .join(delimiter)
  let path: string | undefined
  return {
    choose: (config) => {
      if (sandboxMode(instance.loaded.config, instance.environment) === "off") return
      const known: Config & { shell?: unknown } = config // the v1 types do not name it
      path = chooseShell({
        configured: known.shell,
        login: variables.SHELL,
        which: (name) => Bun.which(name, { PATH }),
        isWritable,
      })
      if (path !== undefined) known.shell = path
    },
    path: () => path,
  }
}
