// The safety rules as the configuration makes them, with the person's own packs read from their files.
import { readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { parse } from "yaml"
import type { Environment, LoadedConfig } from "../config/index.ts"
import { type OwnRuleset, type RuleSettings, rulesetFor } from "../rules/index.ts"

/** Read once: what changes on the disk while a model works does not loosen anything. */
export function rulesetInForce(
  { config }: Pick<LoadedConfig, "config">,
  environment: Environment,
): OwnRuleset {
  const { packs: chosen, allow, deny, rules } = config.safety
  const settings = { allow, deny, rules }
  if (chosen === "all") return rulesetFor({ ...settings, packs: chosen, packFiles: [] })
  const packs = chosen.filter((name) => !isPath(name))
  const packFiles = packPaths({ config }, environment).map(readPack)
  return rulesetFor({ ...settings, packs, packFiles })
}

/** The person's own packs: no model may write to them. */
export function packPaths({ config }: Pick<LoadedConfig, "config">, { paths }: Environment): string[] {
  const { packs } = config.safety
  if (packs === "all") return []
  return packs
    .filter(isPath)
    .map((path) =>
      path.startsWith("~/") ? join(paths.home, path.slice(2)) : resolve(dirname(paths.userConfig), path),
    )
}

function isPath(name: string): boolean {
  return /[/\\]|\.ya?ml$/.test(name)
}

function readPack(path: string): RuleSettings["packFiles"][number] {
  try {
    return { path, content: parse(readFileSync(path, "utf8")) }
  } catch {
    return { path: `${path}, which can not be read as YAML,`, content: undefined }
  }
}
