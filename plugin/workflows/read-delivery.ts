// What in a project says how finished work goes out, by the names of its files and scripts. Pure.
import type { Delivery } from "./project.ts"

export interface DeliverySigns {
  /** Paths of the project's files at the places where such things are. */
  paths: readonly string[]
  /** The text of package.json. */
  manifest: string | undefined
  /** The text of the Makefile or justfile. */
  makefile: string | undefined
  /** The text of git's own configuration. */
  gitConfig: string | undefined
}

const TOLD =
  /(^|[/_.-])(git|deploy(ment)?|release|releasing|publish|commits?|pull[-_]?requests?|contributing|branch(es|ing)?|complete-tasks?)([/_.-]|$)/i
const TARGET = /^(deploy|release|publish|ship)([:_-][\w:-]+)?$/
const MOST = 12

export function readDelivery({ paths, manifest, makefile, gitConfig }: DeliverySigns): Delivery {
  const scripts = scriptsOf(manifest).filter((name) => TARGET.test(name))
  const targets = [...(makefile ?? "").matchAll(/^([\w:-]+)\s*:(?!=)/gm)].flatMap(([, name = ""]) =>
    TARGET.test(name) ? [name] : [],
  )
  return {
    documents: paths.filter((path) => TOLD.test(path)).slice(0, MOST),
    commands: [...scripts.map((name) => `npm run ${name}`), ...targets.map((name) => `make ${name}`)].slice(
      0,
      MOST,
    ),
    remote: /^\s*\[remote\s/m.test(gitConfig ?? ""),
  }
}

function scriptsOf(manifest: string | undefined): string[] {
  try {
    const parsed: unknown = JSON.parse(manifest ?? "{}")
    const scripts = (parsed as { scripts?: unknown } | null)?.scripts
    return typeof scripts === "object" && scripts !== null ? Object.keys(scripts) : []
  } catch {
    return []
  }
}
