// How this package reached the machine, which decides what a project's plugin line names.
import { existsSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"
import { pathToFileURL } from "node:url"

export type PackageOrigin =
  | { kind: "checkout"; root: string }
  /** In the project's own node_modules; `root` is relative to the project. */
  | { kind: "project"; root: string }
  | { kind: "elsewhere"; version: string }

export function packageOrigin(packageRoot: string, version: string, project: string): PackageOrigin {
  if (existsSync(join(packageRoot, "cli", "main.ts"))) return { kind: "checkout", root: packageRoot }
  const inside = relative(project, packageRoot)
  if (inside.startsWith(`node_modules${sep}`)) return { kind: "project", root: inside.split(sep).join("/") }
  return { kind: "elsewhere", version }
}

/** @param configPath The opencode.json that will hold the line, relative to the project. */
export function pluginSpec(origin: PackageOrigin, configPath: string): string {
  switch (origin.kind) {
    case "checkout":
      return pathToFileURL(join(origin.root, "plugin", "index.ts")).href
    case "project":
      return dirname(configPath) === "." ? `./${origin.root}` : `../${origin.root}`
    case "elsewhere":
      return `opencode-ralex@${origin.version}`
  }
}

/** @param configPath The tui.json that will hold the line, relative to the project. */
export function tuiPluginSpec(origin: PackageOrigin, configPath: string): string {
  if (origin.kind === "checkout") return pathToFileURL(join(origin.root, "plugin", "tui", "index.tsx")).href
  // The package's `./tui`: OpenCode takes another entry of it here than in opencode.json.
  return pluginSpec(origin, configPath)
}

/** Where ralex.yaml's editor schema is: only what lies in the project is in the same place on every machine. */
export function schemaPath(origin: PackageOrigin): string | undefined {
  return origin.kind === "project" ? `./${origin.root}/ralex.schema.json` : undefined
}
