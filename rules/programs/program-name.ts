// The name a program is known by: /usr/bin/RM, rm.exe and "$(dirname x)/rm" are all rm.
import { posix } from "node:path"
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
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ["firebase-tools", "firebase"],
  ["netlify-cli", "netlify"],
  ["aws-cdk", "cdk"],
  ["cdktf-cli", "cdktf"],
  ["@railway/cli", "railway"],
  ["@aws-amplify/cli", "amplify"],
  ["@cloudflare/wrangler", "wrangler"],
  ["awscli", "aws"],
  ["awscli2", "aws"],
  ["awscliv", "aws"],
  ["awscliv2", "aws"],
  ["@continuedev/cli", "cn"],
  ["@kilocode/cli", "kilocode"],
  ["@earendil-works/pi-coding-agent", "pi-coding-agent"],
])

/**
 * UNKNOWN when nothing of the name can be told.
 * @param cwd Where a relative path starts: `launcher.mjs` in cli/ is ralex.
 */
export function programName(word: string, cwd = ""): string {
  if (MAYBE_KNOWN.test(word) || cwd.includes("opencode-ai")) {
    const path = posix.normalize(/^[/\0]/.test(word) ? word : `${cwd}/${word}`)
    const known = KNOWN_AS.find(([pattern]) => pattern.test(word) || pattern.test(path))
    if (known) return known[1]
  }
  if (PLAIN.test(word)) return PACKAGES.get(word) ?? word.toLowerCase()
  const version = word.indexOf("@", 1)
  return PACKAGES.get(version < 0 ? word : word.slice(0, version)) ?? baseName(word)
}

/** Without any of these KNOWN_AS has nothing to say, and where the shell stands does not matter. */
const MAYBE_KNOWN = /opencode|(?:launcher\.mjs|main\.ts|exe)$/

/** Neither a path nor a glob, and without a version or an ending. */
const PLAIN = /^[\w-]+$/

function baseName(word: string): string {
  const windows = word.includes("\\") && (/^[a-z]:\\/i.test(word) || /\.(exe|cmd|bat)$/i.test(word))
  const slash = word.lastIndexOf("/")
  const written = word.slice((windows ? Math.max(slash, word.lastIndexOf("\\")) : slash) + 1)
  if (PLAIN.test(written)) return written.toLowerCase()
  const base = written.replace(/\.exe$|(?<=.)@[^/]*$/i, "")
  return base.includes(UNKNOWN) || isGlob(base) ? UNKNOWN : base.toLowerCase()
}

/** `/usr/bin/open*code` is whatever is found; `[` is a program, and `**` all that find finds. */
function isGlob(name: string): boolean {
  return /[*?]|\[.+\]/.test(name) && /[a-z]/i.test(name)
}
