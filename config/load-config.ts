// All layers of the configuration to the one in force: defaults < user < project < plugin options < environment.
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Environment } from "./environment.ts"
import { type ConfigLimit, type LimitLayer, limitsInForce } from "./limits-in-force.ts"
import { type ConfigInput, checkConfig, parseConfig } from "./parse-config.ts"
import { isFolder } from "./resolve-link.ts"
import { reviewedConfig } from "./reviewed-config.ts"
import { budgetScopes, type Config, configSchema } from "./schema.ts"
import { restrict } from "./trust.ts"
import { hashOf, readTrusted } from "./trust-store.ts"

export interface LoadedConfig {
  config: Config
  /** What of it somebody wrote; the rest are defaults. */
  written: ConfigInput
  /** Sentences for the person, each to be said once: what was ignored and why. */
  notices: string[]
  /** Set when a file can not be used: no call may be made, and the safety rules stay on. */
  error: string | undefined
  /** Where values came from, lowest first. */
  sources: string[]
  /** The same with what each of them says, as far as it counts; the highest that has a key decides it. */
  layers?: ConfigLayer[]
  /** Every limit that holds here; `config.budgets` has only the value that the highest source gave. */
  limits: ConfigLimit[]
}

/** One source of settings, and what of it counts. */
export interface ConfigLayer {
  kind: "user" | "project" | "options" | "environment"
  /** A file's path, or what else it is called. */
  name: string
  /** Of a project's: whether a person trusts its content as it is. null where there is nothing to trust. */
  trusted: boolean | null
  input: ConfigInput
}

export interface ConfigRequest {
  environment: Environment
  /** The project's root. */
  project: string
  /** The second argument of the plugin in opencode.json. */
  options?: Record<string, unknown> | undefined
}

interface Layer {
  name: string
  content: string
  input: ConfigInput
  project: boolean
}

const OPTIONS = "the plugin options in opencode.json"

/** The project files that count, by precedence. */
export const projectFiles = ["ralex.yaml", join(".opencode", "ralex.yaml")]

export function loadConfig({ environment, project, options }: ConfigRequest): LoadedConfig {
  const files = readProjectFiles(environment, project)
  if (files.kind === "refused") return unusable(files.reason)
  const read = [
    missingUserConfig(environment) ?? readLayer(environment.paths.userConfig, false),
    ...files.layers,
    readOptions(options),
  ]
  const broken = read.find((layer) => typeof layer === "string")
  if (broken !== undefined)
    return unusable(`${broken}. Mend the file, then start OpenCode again; until then Ralex makes no call.`)
  const layers = read.filter((layer): layer is Layer => typeof layer === "object")
  const loaded = applyLayers(layers, environment, project)
  return { ...loaded, notices: [...environment.notices, ...files.notices, ...loaded.notices] }
}

function unusable(error: string): LoadedConfig {
  return { config: strictDefaults(), written: {}, notices: [], error, sources: [], limits: [] }
}

type ProjectFiles =
  | { kind: "read"; layers: (Layer | string | undefined)[]; notices: string[] }
  | { kind: "refused"; reason: string }

/** In a pull request those of the commit that it asks to be merged into. */
function readProjectFiles({ pullRequest }: Environment, project: string): ProjectFiles {
  if (!pullRequest) {
    const layers = projectFiles.map((file) => readLayer(join(project, file), true))
    return { kind: "read", layers, notices: [] }
  }
  const reviewed = reviewedConfig(pullRequest, project)
  if (reviewed.kind === "refused") return reviewed
  const layers = projectFiles.map((file) => {
    const content = reviewed.read(file)
    return content === undefined ? undefined : layerOf(join(project, file), content, true)
  })
  return { kind: "read", layers, notices: reviewed.notices }
}

/** A file that the person named holds limits that must not become no limits. */
function missingUserConfig({ paths }: Environment): string | undefined {
  if (!paths.userConfigNamed || existsSync(paths.userConfig)) return undefined
  return `RALEX_CONFIG names ${paths.userConfig}, which is not there`
}

/** What holds while the configuration can not be read: the rules on, and nobody's asks answered for them. */
function strictDefaults(): Config {
  return configSchema.parse({ mode: "guard" }, ONCE)
}

/** Compiling the schema would take longer than the few times that it is used. */
const ONCE = { jitless: true } as const

function applyLayers(layers: Layer[], environment: Environment, project: string): LoadedConfig {
  const hashes = new Set([...Object.keys(readTrusted(environment.paths.trust)), ...environment.trust])
  const notices: string[] = []
  const counted: LimitLayer[] = []
  const told: ConfigLayer[] = []
  let input: ConfigInput = {}
  for (const layer of layers) {
    const trusted = !layer.project || hashes.has(hashOf(layer.content))
    const allowed = trusted
      ? { input: layer.project ? withoutPersonal(layer, notices) : layer.input, ignored: [] }
      : restrict(layer.input, configSchema.parse(input, ONCE))
    input = merge(input, allowed.input)
    told.push({
      kind: kindOf(layer),
      name: layer.name,
      trusted: layer.project ? trusted : null,
      input: allowed.input,
    })
    counted.push({ name: layer.name, kind: layer.project ? "project" : "user", input: allowed.input })
    if (allowed.ignored.length > 0) {
      notices.push(
        `Ralex ignores ${allowed.ignored.join(", ")} in ${layer.name}, which you have not trusted: read the file, then run \`ralex trust\`.`,
      )
    }
  }
  const isProject = (key: string) => isFolder(key, project, environment.paths.home)
  const written = merge(input, environmentInput(environment))
  return {
    config: configSchema.parse(written, ONCE),
    written,
    notices,
    error: undefined,
    sources: layers.map((layer) => layer.name),
    layers: [...told, ...environmentLayers(environment)],
    limits: limitsInForce([...counted, ...environmentLimits(environment)], { project, isProject }),
  }
}

function kindOf({ name, project }: Layer): ConfigLayer["kind"] {
  if (name === OPTIONS) return "options"
  return project ? "project" : "user"
}

function environmentLayers(environment: Environment): ConfigLayer[] {
  const { mode } = environment
  const modes = mode ? [{ name: "RALEX_MODE", input: { mode } }] : []
  return [...modes, ...environmentLimits(environment)].map(({ name, input }) => ({
    kind: "environment",
    name,
    trusted: null,
    input,
  }))
}

/** One layer each, since each is named after its variable. */
function environmentLimits({ budgets }: Environment): LimitLayer[] {
  return budgetScopes.flatMap((scope) => {
    const usd = budgets[scope]
    if (usd === undefined) return []
    const name = `RALEX_BUDGET_${scope.toUpperCase()}`
    return [{ name, kind: "environment", input: { budgets: { [scope]: usd } } }]
  })
}

function readLayer(path: string, project: boolean): Layer | string | undefined {
  if (!existsSync(path)) return undefined
  const content = readText(path)
  if (content === undefined) return `${path}: this file can not be read`
  return layerOf(path, content, project)
}

function layerOf(path: string, content: string, project: boolean): Layer | string {
  const parsed = parseConfig(content, path)
  return parsed.kind === "error" ? parsed.message : { name: path, content, input: parsed.input, project }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}

function readOptions(options: Record<string, unknown> | undefined): Layer | string | undefined {
  if (!options || Object.keys(options).length === 0) return undefined
  const parsed = checkConfig(options, () => OPTIONS)
  if (parsed.kind === "error") return parsed.message
  return { name: OPTIONS, content: JSON.stringify(options), input: parsed.input, project: true }
}

function environmentInput(environment: Environment): ConfigInput {
  return {
    ...(environment.mode ? { mode: environment.mode } : {}),
    ...(environment.log ? { log: environment.log } : {}),
    ...(Object.keys(environment.budgets).length > 0 ? { budgets: environment.budgets } : {}),
  }
}

/** Objects merge key by key; lists and values of the higher layer replace. */
function merge<T extends object>(low: T, high: T): T {
  const merged = new Map<string, unknown>(Object.entries(low))
  for (const [key, value] of Object.entries(high)) {
    const below = merged.get(key)
    merged.set(key, isObject(below) && isObject(value) ? merge(below, value) : value)
  }
  return Object.fromEntries(merged) as T // own keys, whatever their names
}

/** Where prompts and keys go, and where keys come from, is the person's to say, whatever else of a project's file they trust. */
function withoutPersonal({ input, name }: Layer, notices: string[]): ConfigInput {
  const { upstreams, apiKeyCommand, ...rest } = input
  const named = [...(upstreams ? ["upstreams"] : []), ...(apiKeyCommand ? ["apiKeyCommand"] : [])]
  if (named.length > 0)
    notices.push(`Ralex ignores ${named.join(", ")} in ${name}: that belongs into your own ralex.yaml.`)
  return rest
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
