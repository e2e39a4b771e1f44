// The classes of paths that rules are written in, each named and defined here; rules compose them.
import { posix } from "node:path"
import { type Bounds, isWithinAny } from "./bounds.ts"
import { isWithin } from "./is-within.ts"
import {
  AGENT_SETTINGS,
  ARCHIVE,
  CACHES,
  CI,
  CONTAINER_SOCKET,
  CREDENTIALS,
  DISK,
  ENVIRONMENT_FILES,
  type FileList,
  GIT_INTERNALS,
  HARMLESS_DEVICE,
  HIDDEN,
  KEY_FILES,
  PERSONAL,
  PROCESS_MEMORY,
  PROJECT_CONFIG,
  RUN_AT_START,
  RUN_ON_OPEN,
  SECRETS,
  STARTUP,
  SYSTEM,
  SYSTEM_CORE,
  SYSTEM_EXCEPT,
} from "./known-files.ts"
import { matcherOf, matchesGlob } from "./match-glob.ts"
import type { Place } from "./resolve-places.ts"

type PathClass = (place: Place, bounds: Bounds) => boolean

const isCi = files(CI)

export const PATH_CLASSES = {
  root: ({ path }) => path === "/",
  home: ({ path }, { home, project }) =>
    home.some((own) => isWithin(own, path)) ||
    (/^\/(home|Users)\/[^/]+$/.test(path) && !project.includes(path)),
  "project-root": ({ path }, { project, context }) =>
    [...project, context.cwd].some((own) => isWithin(own, path)) && !isStrictlyInside(path, project),
  /** In the project, or where the command works. */
  project: ({ path }, { project, context }) => isWithinAny(path, [...project, context.cwd]),
  "shared-temp": ({ path, contents }) => /^(\/private)?(\/var)?\/tmp$|^\/dev\/shm$/.test(path) && !contents,
  "project-file": ({ path }, { project }) => isStrictlyInside(path, project),
  "git-directory": ({ path, glob }) =>
    /\/\.git$/.test(path) ||
    (glob && /\/\.[^/]*$/.test(path) && matchesGlob("/.git", `/${posix.basename(path)}`)),
  "outside-project": isOutside,
  // A cache counts only where it, and nothing beside it, is meant.
  "outside-kept": (place, bounds) => isOutside(place, bounds) && !isCache(place, bounds),
  // What exists already, as far as the context may look.
  "existing-outside": (place, bounds) =>
    isOutside(place, bounds) && (bounds.context.exists?.(place.path) ?? false),
  "foreign-ci": (place, bounds) => isOutside(place, bounds) && isCi(place, bounds),
  "git-internals": files(GIT_INTERNALS),
  "run-on-open": files(RUN_ON_OPEN),
  wholesale: ({ wholesale = false }) => wholesale,
  hidden: ({ path }) => HIDDEN.test(path),
  archive: ({ path }) => ARCHIVE.test(path),
  system: isSystem,
  "system-core": (place, bounds) => SYSTEM_CORE.test(place.path) && isSystem(place, bounds),
  disk: ({ path }) => DISK.test(path),
  device: ({ path }) => path.startsWith("/dev/") && !HARMLESS_DEVICE.test(path),
  "container-socket": ({ path }) => CONTAINER_SOCKET.test(path),
  secret: files(SECRETS),
  // Of PowerShell, for which the registry is a drive.
  registry: ({ path }) => /\/(hk(lm|cu|cr|u|cc)|registry):/i.test(path),
  "system-secret": ({ path }) =>
    /^\/etc\/(g?shadow-?|sudoers|ssh\/ssh_host_\w+_key)$|^(\/var)?\/run\/secrets\/./.test(path),
  credential: files(CREDENTIALS),
  startup: files(STARTUP),
  "run-at-start": files(RUN_AT_START),
  "agent-settings": files(AGENT_SETTINGS),
  personal: files(PERSONAL),
  "environment-file": files(ENVIRONMENT_FILES),
  "key-file": files(KEY_FILES),
  "process-memory": files(PROCESS_MEMORY),
  "project-config": files(PROJECT_CONFIG),
  "ralex-data": protectedBy("ralexData"),
  "ralex-config": protectedBy("ralexConfig"),
  "opencode-data": protectedBy("opencodeData", /\/(tool-output|plans)(\/|$)/),
  "opencode-config": protectedBy("opencodeConfig"),
  /** Outside of the project, with something of Ralex's or OpenCode's below it. */
  "above-protected": (place, bounds) =>
    !isWithinAny(place.path, bounds.project) &&
    Object.values(bounds.context.protected)
      .flat()
      .some((own) => isWithin(own, place.path)),
} satisfies Record<string, PathClass>

function isSystem({ path }: Place, { project, temp, home }: Bounds): boolean {
  return (
    SYSTEM.test(path) &&
    !SYSTEM_EXCEPT.test(path) &&
    ![project, temp, home.filter((own) => own !== "/")].some((own) => isWithinAny(path, own))
  )
}

/** In a directory for temporary files anyone may have made a link. */
function isOutside({ path, climbs }: Place, { project, temp }: Bounds): boolean {
  return !isWithinAny(path, project) && !(isWithinAny(path, temp) && !climbs) && !path.startsWith("/dev/")
}

const cachesIn = perHome((homes) => matcherIn(CACHES.patterns, homes))

function isCache({ path, climbs }: Place, { home }: Bounds): boolean {
  return !climbs && cachesIn(home)(lower(path))
}

export type PathClassName = keyof typeof PATH_CLASSES | "unresolved"

export function pathClassNames(): PathClassName[] {
  return ["unresolved", ...(Object.keys(PATH_CLASSES) as PathClassName[])]
}

function isStrictlyInside(path: string, project: readonly string[]): boolean {
  return project.some((own) => path !== own && isWithin(path, own))
}

function files(list: FileList): PathClass {
  const expand = perHome((homes) => {
    const under = (some: readonly string[]) => some.flatMap((pattern) => underHome(pattern, homes)).map(lower)
    const patterns = under(list.patterns)
    const all = [...new Set(patterns.map(plainestExample))]
    const rooted = all.filter((example) => example.startsWith("/"))
    const begins = [...new Set(rooted.map((example) => rootOf(example, homes)))]
    // Of a pattern such as **/.env.
    const names = all.filter((example) => !example.startsWith("/")).map((example) => posix.basename(example))
    return {
      rooted,
      begins,
      names,
      matches: matcherIn(list.patterns, homes),
      excepted: matcherIn(list.except, homes),
    }
  })
  return (place, { home, temp }) => {
    // On macOS and Windows RALEX.YAML is ralex.yaml.
    const path = lowerOf(place)
    const { rooted, begins, names, matches, excepted } = expand(home)
    if ((place.glob || place.below) && !place.wholesale) {
      const plain = place.glob ? plainBeginning(path) : path
      const isNear = begins.some((begin) => plain.startsWith(begin) || begin.startsWith(plain))
      if (isNear && rooted.some((example) => mayReach(path, plain, place, example))) return true
      // Of `/tmp/x*` nobody means a key.
      const isVague = vagueName(path) && isWithinAny(place.path, temp)
      if (place.glob && !isVague && mayName(path, names)) return true
    }
    if (matches(path) && !excepted(path)) return true
    const own = asOwn(path, home)
    return own !== path && matches(own) && !excepted(own)
  }
}

const loweredPaths = new WeakMap<Place, string>()

/** Each class asks for it. */
function lowerOf(place: Place): string {
  const known = loweredPaths.get(place)
  if (known !== undefined) return known
  const path = lower(place.path)
  loweredPaths.set(place, path)
  return path
}

/** A file in somebody else's home as the one in ours: `/home/other/.ssh/authorized_keys`. */
function asOwn(path: string, [home = ""]: readonly string[]): string {
  if (!path.startsWith("/home/") && !path.startsWith("/users/")) return path
  return path.replace(/^\/(home|users)\/[^/]+(?=\/)/, () => lower(home))
}

/** To a Mac `.G\u200cIT` is .git, and é one letter or two. */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g

function lower(text: string): string {
  const lowered = text.toLowerCase()
  return /^[\0-\x7f]*$/.test(lowered) ? lowered : lowered.normalize("NFC").replace(IGNORED, "")
}

/** A process judges for one home, again and again. */
function perHome<T>(compute: (homes: readonly string[]) => T): (homes: readonly string[]) => T {
  let last: { homes: readonly string[]; key: string; value: T } | undefined
  return (homes) => {
    if (last?.homes === homes) return last.value
    const key = homes.join("\n")
    last = { homes, key, value: last?.key === key ? last.value : compute(homes) }
    return last.value
  }
}

/** What lies in a home directory is looked up by its name there, and not at all elsewhere. */
function matcherIn(patterns: readonly string[], homes: readonly string[]): (path: string) => boolean {
  const [own, others] = [true, false].map((inHome) =>
    patterns.filter((pattern) => pattern.startsWith("~/") === inHome).map(lower),
  )
  const inHome = matcherOf((own ?? []).map((pattern) => pattern.slice("~/".length)))
  const elsewhere = matcherOf(others ?? [])
  const begins = [...new Set([...homes, "/root"])].map((home) => `${lower(home).replace(/\/$/, "")}/`)
  return (path) =>
    begins.some((begin) => path.startsWith(begin) && inHome(path.slice(begin.length))) || elsewhere(path)
}

function underHome(pattern: string, homes: readonly string[]): string[] {
  return pattern.startsWith("~") ? [...homes, "/root"].map((own) => own + pattern.slice(1)) : [pattern]
}

/** The home that an example lies in, or its first folder. */
function rootOf(example: string, homes: readonly string[]): string {
  const home = [...homes, "/root"].map(lower).find((own) => own !== "/" && example.startsWith(`${own}/`))
  return home ?? example.slice(0, (example.indexOf("/", 1) + 1 || example.length + 1) - 1)
}

/** What stands before the first character that a glob reads otherwise. */
function plainBeginning(glob: string): string {
  const end = glob.search(/[^\w/. -]/)
  return end < 0 ? glob : glob.slice(0, end)
}

/** Whether a glob, or a tree, can hold a file of a pattern: tried on the pattern's plainest example. */
function mayReach(path: string, plain: string, { glob, below }: Place, example: string): boolean {
  if (below && isWithin(example, path)) return true
  return glob && example.startsWith(plain) && matchesGlob(example, path)
}

/** One of one or two letters and a star. */
function vagueName(glob: string): boolean {
  return /^\w{1,2}\*+$/.test(posix.basename(glob))
}

/** Whether a glob names a file that may lie anywhere: only one that does so reaches it, not every tree of a project. */
function mayName(path: string, names: readonly string[]): boolean {
  const glob = posix.basename(path)
  if (isBroad(glob)) return false
  const plain = plainBeginning(glob)
  return names.some((name) => name.startsWith(plain) && matchesGlob(`/x/${name}`, `/x/${glob}`))
}

function isBroad(name: string): boolean {
  return /^[*?.[\]!^{},]*(\.\w+)?$/.test(name) && !/^\.\w/.test(name)
}

/** `/home/me/.ssh/id_*` to `/home/me/.ssh/id_rsa`, `/proc/**` to `/proc/self`. */
function plainestExample(pattern: string): string {
  return pattern
    .replace(/^\*\*\//, "")
    .replace(/\{([^,}]*),([^,}]*)[^}]*\}/g, (_, first: string, second: string) => first || second)
    .replace("id_*", "id_rsa")
    .replaceAll("**", "self")
    .replaceAll("*", "x")
}

function protectedBy(owner: keyof Bounds["context"]["protected"], except?: RegExp): PathClass {
  return (place, { context, project }) => {
    const path = lowerOf(place)
    const own = inLowerCase(context.protected[owner])
    if (except?.test(path) || !concerns(place, path, own)) return false
    // OpenCode keeps the worktrees it makes in its data directory: there the project is the project.
    return !(isWithinAny(place.path, project) && project.some((one) => isWithinAny(lower(one), own)))
  }
}

function concerns({ glob, below, wholesale }: Place, path: string, directories: readonly string[]): boolean {
  if (isWithinAny(path, directories)) return true
  if (wholesale) return false
  if (below && directories.some((directory) => isWithin(directory, path))) return true
  return glob && directories.some((directory) => globReaches(path, directory))
}

const lowered = new WeakMap<readonly string[], readonly string[]>()

/** A context is made once a session. */
function inLowerCase(paths: readonly string[]): readonly string[] {
  const known = lowered.get(paths)
  if (known) return known
  const made = paths.map(lower)
  lowered.set(paths, made)
  return made
}

/** Whether the beginning of a glob can be the directory, as in `~/.local/share/o*` for a file in it. */
function globReaches(glob: string, directory: string): boolean {
  const depth = directory.split("/").length
  const beginning = glob.split("/").slice(0, depth).join("/")
  return directory.startsWith(plainBeginning(beginning)) && matchesGlob(directory, beginning)
}
