// The name a program is known by: /usr/bin/RM, rm.exe and "$(dirname x)/rm" are all rm.
import { posix } from "node:path"
import { LRUCache } from "lru-cache"
import { UNKNOWN } from "../execution.ts"

/** Ralex's and OpenCode's programs under the paths and package names they are also started by. */
const KNOWN_AS: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)opencode-ralex(@[^/]*)?$/, "ralex"], // npx opencode-ralex trust
  [/(^|\/)cli\/(launcher\.mjs|main\.ts)$/, "ralex"], // node …/cli/launcher.mjs trust
  [/(^|\/)opencode(-ai)?(@[^/]*)?$/, "opencode"], // npx opencode-ai@latest run
  [/^\/proc\/[^/]+\/exe$/, "opencode"], // what started this shell
  [/(^|\/)opencode-ai\/bin\/[^/]+$/, "opencode"], // node node_modules/opencode-ai/bin/opencode.js
]

/** Programs whose package has another name: `npx firebase-tools`. */
const PACKAGES: readonly (readonly [RegExp, string])[] = [
  [/^firebase-tools(@|$)/, "firebase"],
  [/^netlify-cli(@|$)/, "netlify"],
  [/^aws-cdk(@|$)/, "cdk"],
  [/^cdktf-cli(@|$)/, "cdktf"],
  [/^@railway\/cli(@|$)/, "railway"],
  [/^@aws-amplify\/cli(@|$)/, "amplify"],
  [/^@cloudflare\/wrangler(@|$)/, "wrangler"],
  [/^awscliv?2?(@|$)/, "aws"],
]

/**
 * UNKNOWN when nothing of the name can be told.
 * @param cwd Where a relative path starts: `launcher.mjs` in cli/ is ralex.
 */
export function programName(word: string, cwd = ""): string {
  // Only of a few folders does it matter that the shell stands in them.
  if (word.includes("/") || word.includes(UNKNOWN) || TELLING.test(cwd)) return nameOf(word, cwd)
  const known = names.get(word)
  if (known !== undefined) return known
  const name = nameOf(word, "")
  names.set(word, name)
  return name
}

/** Where the name of a file alone is enough for KNOWN_AS. */
const TELLING = /(?:\/cli|\/opencode-ai\/bin|^\/proc\/[^/]+)\/?$/

const names = new LRUCache<string, string>({ max: 500 })

function nameOf(word: string, cwd: string): string {
  const path = posix.normalize(/^[/\0]/.test(word) ? word : `${cwd}/${word}`)
  const known = KNOWN_AS.find(([pattern]) => pattern.test(word) || pattern.test(path))
  if (known) return known[1]
  const packaged = PACKAGES.find(([pattern]) => pattern.test(word))
  if (packaged) return packaged[1]
  const windows = /^[a-z]:\\/i.test(word) || (word.includes("\\") && /\.(exe|cmd|bat)$/i.test(word))
  const slash = word.lastIndexOf("/")
  const base = word
    .slice((windows ? Math.max(slash, word.lastIndexOf("\\")) : slash) + 1)
    .replace(/\.exe$|(?<=.)@[^/]*$/i, "")
  return base.includes(UNKNOWN) ? UNKNOWN : base.toLowerCase()
}
