// Which generation of AgentOS a project uses, by the names of its files. Pure.
import { LAYOUTS, type Layout } from "./layouts.ts"

export interface Names {
  /** Paths of files in `.agent-os/`, from there; undefined where there is no such folder. */
  dotted: readonly string[] | undefined
  /** The same of `agent-os/`. */
  plain: readonly string[] | undefined
  /** The text of `agent-os/config.yml`. */
  config: string | undefined
}

/** Only these make a folder of that name AgentOS's; a checkout of AgentOS itself has others. */
const PARTS = /^(product|specs|standards|instructions)\//

/** @returns undefined for a project without AgentOS. Where both folders are in use, the newer generation's. */
export function recognise({ dotted = [], plain = [], config }: Names): Layout | undefined {
  if (plain.some((path) => PARTS.test(path))) return LAYOUTS[isThird(plain, config) ? 3 : 2]
  return dotted.some((path) => PARTS.test(path)) ? LAYOUTS[1] : undefined
}

/** The second puts a config.yml into each project; the third has none there, but an index of its standards. */
function isThird(paths: readonly string[], config: string | undefined): boolean {
  const [, major] = /^version:\s*["']?(\d+)/m.exec(config ?? "") ?? []
  if (major !== undefined) return Number(major) >= 3
  if (config !== undefined) return false
  if (paths.includes("standards/index.yml")) return true
  if (paths.some((path) => /^specs\/\d{4}-\d\d-\d\d-\d{4}-/.test(path))) return true
  return !paths.some((path) => /^(roles\/|specs\/[^/]+\/(planning\/|spec\.md|tasks\.md))/.test(path))
}
