// A throw-away home and project for the tests of the configuration.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import {
  type Environment,
  type LoadedConfig,
  loadConfig,
  readEnvironment,
  writeTrusted,
} from "../../config/index.ts"

export interface Machine {
  project: string
  environment: (variables?: Record<string, string>) => Environment
  load: (given?: { options?: Record<string, unknown>; variables?: Record<string, string> }) => LoadedConfig
  /** The user's ralex.yaml. */
  user: (text: string) => void
  /** A file of the project. */
  file: (path: string, text: string) => void
  trust: (content: string) => void
}

const made: string[] = []

export function machine(): Machine {
  const root = mkdtempSync(join(tmpdir(), "ralex-config-"))
  made.push(root)
  const [home, project] = [join(root, "home"), join(root, "project")]
  mkdirSync(project, { recursive: true })
  const environment: Machine["environment"] = (variables = {}) =>
    readEnvironment({ HOME: home, ...variables })
  const { paths } = environment()
  return {
    project,
    environment,
    load: ({ options, variables } = {}) =>
      loadConfig({ environment: environment(variables), project, options }),
    user: (text) => write(paths.userConfig, text),
    file: (path, text) => write(join(project, path), text),
    trust: (content) => writeTrusted(paths.trust, [{ file: "ralex.yaml", content, at: new Date(0) }]),
  }
}

export function removeMachines(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true })
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
