// The classes of paths that rules are written in, each named and defined here; rules compose them.
import { posix } from "node:path"
import { type Bounds, isWithin, isWithinAny } from "./bounds.ts"
import { matchesGlob } from "./match-glob.ts"
import type { Place } from "./resolve-places.ts"

type PathClass = (place: Place, bounds: Bounds) => boolean

/** Files that hold secrets. Patterns; `~` is any home, and each `like` is what a glob is tried on. */
const SECRETS = files({
  patterns: [
    "~/.ssh/id_*",
    "~/.ssh/*.pem",
    "~/.ssh/*_key",
    "~/.aws/credentials",
    "~/.aws/{sso,cli}/cache/**",
    "~/.netrc",
    "~/_netrc",
    "~/.git-credentials",
    "~/.pypirc",
    "~/.npmrc",
    "~/.kube/config",
    "~/.docker/config.json",
    "~/.config/gh/hosts.yml",
    "~/.config/gcloud/{credentials.db,application_default_credentials.json,access_tokens.db}",
    "~/.azure/{accessTokens.json,msal_token_cache*}",
    "~/.gnupg/{private-keys-v1.d,private-keys-v1.d/**,secring.gpg}",
    "~/.password-store/**",
    "~/.config/{op,rclone}/**",
    "~/.vault-token",
    "~/.terraform.d/credentials.tfrc.json",
    "~/.cargo/credentials{,.toml}",
    "**/id_{rsa,dsa,ecdsa,ed25519}",
  ],
  except: ["**/*.pub"],
})

/** Places that decide who may log in where: never to be written. */
const CREDENTIALS = files({
  patterns: [
    "~/.{ssh,aws,gnupg,kube,azure,docker,password-store}",
    "~/.{ssh,aws,gnupg,kube,azure,password-store}/**",
    "~/.docker/config.json",
    "~/{.netrc,_netrc,.git-credentials,.pypirc,.vault-token}",
    "~/.config/{gh,gcloud,op}/**",
  ],
  except: [],
})

const STARTUP = files({
  patterns: [
    "~/.{bashrc,bash_profile,bash_login,bash_logout,bash_aliases,profile,zshrc,zshenv,zprofile,zlogin,kshrc,cshrc,tcshrc,inputrc,xprofile,xinitrc}",
    "~/.config/fish/**",
    "~/.config/autostart/**",
    "~/.config/systemd/**",
    "~/.config/environment.d/**",
    "~/Library/LaunchAgents/**",
    "~/{.gitconfig,.npmrc}",
    "~/.config/git/**",
  ],
  except: [],
})

const ENVIRONMENT_FILES = files({
  patterns: ["**/.env", "**/.env.*", "**/.envrc"],
  except: [
    "**/.env.{example,sample,template,dist,defaults,schema,test,ci}",
    "**/.env.*.{example,sample,template}",
  ],
})

const PROCESS_MEMORY = files({
  patterns: ["/proc/**/{environ,mem,auxv}", "/proc/kcore", "/dev/{mem,kmem}"],
  except: [],
})

const PROJECT_CONFIG = files({
  patterns: [
    "**/ralex.{yaml,yml}",
    "**/opencode.{json,jsonc}",
    "**/.opencode",
    "**/.opencode/{plugin,plugins,tool,tools,node_modules}",
    "**/.opencode/{plugin,plugins,tool,tools,node_modules}/**",
    "**/.opencode/{package.json,bun.lock,package-lock.json,tui.json}",
    "**/node_modules/opencode-ralex{,/**}",
  ],
  except: [],
})

/** macOS and Linux; what the package manager and the administrator own. */
const SYSTEM =
  /^\/(etc|usr|bin|sbin|lib|lib32|lib64|libx32|boot|sys|proc|var|srv|root|System|Library|Applications|private\/(etc|var))(\/|$)/
const SYSTEM_EXCEPT = /^\/(var\/(tmp|folders)|usr\/local\/src|proc\/self\/fd)(\/|$)/

/** Devices that are harmless to write. */
const HARMLESS_DEVICE =
  /^\/dev\/(null|zero|full|random|urandom|std(in|out|err)|tty\w*|pts(\/.*)?|fd(\/.*)?|shm(\/.*)?|ptmx|(tcp|udp)\/.*)$/

export const PATH_CLASSES = {
  root: ({ path }) => path === "/",
  home: ({ path }, { home, project }) =>
    home.some((own) => isWithin(own, path)) ||
    (/^\/(home|Users)\/[^/]+$/.test(path) && !project.includes(path)),
  "project-root": ({ path }, { project, context }) =>
    [...project, context.cwd].some((own) => isWithin(own, path)) && !isStrictlyInside(path, project),
  "git-directory": ({ path }) => /\/\.git$/.test(path),
  "outside-project": ({ path }, { project, temp }) =>
    !isWithinAny(path, project) && !isWithinAny(path, temp) && !path.startsWith("/dev/"),
  system: ({ path }, { project, temp, home }) =>
    SYSTEM.test(path) &&
    !SYSTEM_EXCEPT.test(path) &&
    ![project, temp, home.filter((own) => own !== "/")].some((own) => isWithinAny(path, own)),
  device: ({ path }) => path.startsWith("/dev/") && !HARMLESS_DEVICE.test(path),
  secret: SECRETS,
  "system-secret": ({ path }) => /^\/etc\/(g?shadow-?|sudoers|ssh\/ssh_host_\w+_key)$/.test(path),
  credential: CREDENTIALS,
  startup: STARTUP,
  "environment-file": ENVIRONMENT_FILES,
  "process-memory": PROCESS_MEMORY,
  "project-config": PROJECT_CONFIG,
  "ralex-data": protectedBy("ralexData"),
  "ralex-config": protectedBy("ralexConfig"),
  "opencode-data": protectedBy("opencodeData", /\/(tool-output|plans)(\/|$)/),
  "opencode-config": protectedBy("opencodeConfig"),
} satisfies Record<string, PathClass>

export type PathClassName = keyof typeof PATH_CLASSES | "unresolved"

export function pathClassNames(): PathClassName[] {
  return ["unresolved", ...(Object.keys(PATH_CLASSES) as PathClassName[])]
}

function isStrictlyInside(path: string, project: readonly string[]): boolean {
  return project.some((own) => path !== own && isWithin(path, own))
}

function files(list: { patterns: string[]; except: string[] }): PathClass {
  const expand = perHome((homes) => ({
    patterns: list.patterns.flatMap((pattern) => underHome(pattern, homes)),
    except: list.except.flatMap((pattern) => underHome(pattern, homes)),
  }))
  return (place, { home }) => {
    const { patterns, except } = expand(home)
    if ((place.glob || place.below) && patterns.some((pattern) => mayReach(place, pattern))) return true
    return (
      patterns.some((pattern) => matchesGlob(place.path, pattern)) &&
      !except.some((pattern) => matchesGlob(place.path, pattern))
    )
  }
}

/** A process judges for one home, again and again. */
function perHome<T>(compute: (homes: readonly string[]) => T): (homes: readonly string[]) => T {
  let last: { key: string; value: T } | undefined
  return (homes) => {
    const key = homes.join("\n")
    if (last?.key !== key) last = { key, value: compute(homes) }
    return last.value
  }
}

function underHome(pattern: string, homes: readonly string[]): string[] {
  return pattern.startsWith("~") ? [...homes, "/root"].map((own) => own + pattern.slice(1)) : [pattern]
}

/** Whether a glob, or a tree, can hold a file of the pattern: tried on the pattern's plainest example. */
function mayReach(place: Place, pattern: string): boolean {
  const example = plainestExample(pattern)
  if (!example.startsWith("/")) {
    // A pattern such as **/.env: only a glob that names it reaches it, not every tree of a project.
    return (
      place.glob &&
      matchesGlob(`/x/${posix.basename(example)}`, `/x/${posix.basename(place.path)}`) &&
      !isBroad(place.path)
    )
  }
  return (place.below && isWithin(example, place.path)) || (place.glob && matchesGlob(example, place.path))
}

function isBroad(path: string): boolean {
  return /^[*?.[\]!^{},]*(\.\w+)?$/.test(posix.basename(path)) && !/^\.\w/.test(posix.basename(path))
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
    const own = context.protected[owner]
    if (except?.test(place.path)) return false
    // OpenCode keeps the worktrees it makes in its data directory: there the project is the project.
    if (isWithinAny(place.path, project) && project.some((path) => isWithinAny(path, own))) return false
    if (isWithinAny(place.path, own)) return true
    if (place.below && own.some((path) => isWithin(path, place.path))) return true
    return place.glob && own.some((path) => globReaches(place.path, path))
  }
}

/** Whether the beginning of a glob can be the directory, as in `~/.local/share/o*` for a file in it. */
function globReaches(glob: string, directory: string): boolean {
  const depth = directory.split("/").length
  return matchesGlob(directory, glob.split("/").slice(0, depth).join("/"))
}
