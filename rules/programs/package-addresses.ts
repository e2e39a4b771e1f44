// Where a package manager is told to get a package from, when it is not a name in its registry.

/** `git+https://…`, `ssh://…`; what begins with `file:` lies on this machine. */
const ADDRESS = /^(?:git\+|hg\+|svn\+|bzr\+)?(?:https?|ssh|git|ftps?):\/\//i
const FORGES: Readonly<Record<string, string>> = {
  github: "github.com",
  gitlab: "gitlab.com",
  bitbucket: "bitbucket.org",
  gist: "gist.github.com",
  sourcehut: "git.sr.ht",
  codeberg: "codeberg.org",
}
/** npm takes `owner/name` for a repository of GitHub; `./name` and `@scope/name` are something else. */
const SHORTHAND = /^(?![.~@/])[\w.-]+\/[\w.-]+(?:#.*)?$/

/**
 * @param specifier `left-pad`, `x@https://…`, `x @ git+ssh://…`, `github:owner/name`, `git@host:owner/name`, `https://a,direct`.
 * @returns the addresses as URLs; none for a name, a range or a path.
 */
export function packageAddresses(specifier: string): string[] {
  const named = specifier.match(/^@?[\w.-]+(?:\/[\w.-]+)?(?:\[[^\]]*\])?\s*@\s*(.+:.+)$/s)?.[1]
  const written = named !== undefined && !/^npm:/i.test(named) && !ADDRESS.test(specifier) ? named : specifier
  return written.split(/[\s,|]+/).flatMap((each) => addressOf(each, specifier) ?? [])
}

function addressOf(written: string, whole: string): string | undefined {
  if (ADDRESS.test(written)) return written.replace(/^\w+\+/, "").replace(/^(?:ssh|git):/i, "https:")
  const [, forge = "", path = ""] = written.match(/^(\w+):([^:]+)$/) ?? []
  const host = Object.hasOwn(FORGES, forge.toLowerCase()) ? FORGES[forge.toLowerCase()] : undefined
  if (host !== undefined) return `https://${host}/${path}`
  const [, login, rest] = whole.match(/^(?:[\w.-]+@)([\w.-]+):([^:]+)$/) ?? []
  return login?.includes(".") ? `https://${login}/${rest}` : undefined
}

/** `owner/name` */
export function repositoryAddresses(specifier: string): string[] {
  const found = packageAddresses(specifier)
  return found.length === 0 && SHORTHAND.test(specifier) ? [`https://github.com/${specifier}`] : found
}
