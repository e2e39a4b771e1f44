// The settings in force, each with where it came from. Of what is secret it says only that it is set.
import { applyProfile, type ConfigLayer, type LoadedConfig } from "../../config/index.ts"
import { cleanName, redact } from "../../ledger/index.ts"
import type { SettingsDocument } from "../contract.ts"
import type { Filter } from "./read-filter.ts"
import type { ViewSources } from "./view-sources.ts"

type Setting = SettingsDocument["settings"][number]

/** Addresses and commands that may hold a secret. */
const SECRET = [/^alerts\.webhook$/, /^upstreams\..*\.apiKeyCommand$/]

export async function readSettings(
  { loaded, project, ledgerAt }: ViewSources,
  { at }: Filter,
): Promise<SettingsDocument> {
  const found = loaded()
  const layers = found.layers ?? []
  const filled = ofProfile(found)
  return {
    v: 1,
    at: at.toISOString(),
    project: cleanName(project),
    error: found.error === undefined ? null : redact(found.error),
    notices: found.notices.map((notice) => redact(notice)),
    sources: [
      { kind: "defaults", name: DEFAULTS.name, trusted: null },
      ...layers.map(({ kind, name, trusted }) => ({ kind, name: cleanName(name), trusted })),
    ],
    settings: [
      ...leavesOf(found.config)
        .filter(({ path }) => !filled.some(({ key }) => key.startsWith(`${path.join(".")}.`)))
        .map((leaf) => settingOf(leaf, layers)),
      ...filled,
      {
        key: "ledger",
        value: JSON.stringify(ledgerAt.place),
        ...(ledgerAt.isNamed ? ({ kind: "environment", from: "RALEX_LEDGER" } as const) : IN_DEFAULTS),
      },
    ],
  }
}

const DEFAULTS = { kind: "defaults", name: "defaults" } as const
const IN_DEFAULTS = { kind: "defaults", from: "defaults" } as const

interface Leaf {
  path: string[]
  value: unknown
}

function leavesOf(value: unknown, path: string[] = []): Leaf[] {
  if (!isObject(value) || Object.keys(value).length === 0) return path.length === 0 ? [] : [{ path, value }]
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

function settingOf({ path, value }: Leaf, layers: ConfigLayer[]): Setting {
  const key = path.join(".")
  const { kind, name } = layers.findLast(({ input }) => says(input, path)) ?? DEFAULTS
  return { key: cleanName(key), value: shown(key, value), kind, from: cleanName(name) }
}

function says(input: unknown, path: string[]): boolean {
  const value = path.reduce<unknown>(
    (inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    input,
  )
  return value !== undefined
}

function shown(key: string, value: unknown): string {
  if (value !== null && value !== undefined && SECRET.some((secret) => secret.test(key))) return '"(set)"'
  return redact(JSON.stringify(value) ?? "null")
}

/** What the profile fills in where nothing is written. */
function ofProfile({ config, written }: LoadedConfig): Setting[] {
  const { tiers, classes, smartFrom, baseline } = applyProfile(config)
  const filled = leavesOf({ tiers, routing: { classes, smartFrom }, baseline })
  return filled
    .filter(({ path }) => !says(written, path))
    .map(({ path, value }) => ({
      key: path.join("."),
      value: redact(JSON.stringify(value)),
      kind: "defaults" as const,
      from: `profile ${config.profile}`,
    }))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
