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
  const packFiles = chosen.filter(isPath).map((path) => readPack(path, environment))
  return rulesetFor({ ...settings, packs, packFiles })
}

function isPath(name: string): boolean {
  return /[/\\]|\.ya?ml$/.test(name)
}

function readPack(written: string, { paths }: Environment): RuleSettings["packFiles"][number] {
  const path = written.startsWith("~/")
    ? join(paths.home, written.slice(2))
    : resolve(dirname(paths.userConfig), written)
  try {
    return { path, content: parse(readFileSync(path, "utf8")) }
  } catch {
    return { path: `${path}, which can not be read as YAML,`, content: undefined }
  }
}
