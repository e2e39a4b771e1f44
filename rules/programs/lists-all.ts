// Whether a container engine's command prints the names of all there is: `docker ps -aq`, `docker volume ls -q`.

const ENGINES = new Set(["docker", "podman", "nerdctl"])
const LISTS = /^(ps|images|(container|volume|image|network|pod) (ls|list|ps))$/
const NAMES_ONLY = /^(-[a-z]*q[a-z]*|--quiet)$/
/** A cluster of letters with an `f` in it, such as `-qf`, is a filter too. */
const FILTERED = /^(-[a-z]*[fnl][a-z]*|--(filter|last|latest)(=.*)?)$/

export function listsAll(program: string, words: readonly string[]): boolean {
  if (!ENGINES.has(program)) return false
  const plain = words.filter((word) => !word.startsWith("-"))
  if (!LISTS.test(plain.join(" "))) return false
  return words.some((word) => NAMES_ONLY.test(word)) && !words.some((word) => FILTERED.test(word))
}
