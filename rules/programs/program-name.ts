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
  [/^@continuedev\/cli(@|$)/, "cn"],
  [/^@kilocode\/cli(@|$)/, "kilocode"],
  [/^@earendil-works\/pi-coding-agent(@|$)/, "pi-coding-agent"],
]

/**
 * UNKNOWN when nothing of the name can be told.
 * @param cwd Where a relative path starts: `launcher.mjs` in cli/ is ralex.
 */
export function programName(word: string, cwd = ""): string {
  if (MAYBE_KNOWN.test(word) || cwd.includes("opencode-ai")) return nameOf(word, cwd)
  const known = names.get(word)
  if (known !== undefined) return known
  const name = nameOf(word, cwd)
  if (word.length <= LONGEST_KEPT) names.set(word, name)
  return name
}

/** Without any of these KNOWN_AS has nothing to say, and where the shell stands does not matter. */
const MAYBE_KNOWN = /opencode|(?:launcher\.mjs|main\.ts|exe)$/

const names = new LRUCache<string, string>({ max: 500 })
const LONGEST_KEPT = 200

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
  return base.includes(UNKNOWN) || isGlob(base) ? UNKNOWN : base.toLowerCase()
}

/** `/usr/bin/open*code` is whatever is found; `[` is a program, and `**` all that find finds. */
function isGlob(name: string): boolean {
  return /[*?]|\[.+\]/.test(name) && /[a-z]/i.test(name)
}
