// Whether one of the HTTP requests that an execution makes is what a rule forbids: method, host, route and body.
import { UNKNOWN } from "./execution.ts"
import { ownGlob } from "./paths/match-glob.ts"
import type { HttpRequest } from "./programs/requests-of.ts"
import type { Matcher } from "./ruleset.ts"

type Wanted = Pick<Matcher, "method" | "host" | "route" | "body">

/** All that a matcher says of requests must hold of the same one. */
export function requestMatches(wanted: Wanted, requests: readonly HttpRequest[]): boolean {
  if (!(wanted.method || wanted.host || wanted.route || wanted.body)) return true
  return requests.some((request) => matches(wanted, request))
}

function matches({ method, host, route, body }: Wanted, request: HttpRequest): boolean {
  // A method that is known only when the command runs may be any.
  if (method && !request.method.includes(UNKNOWN) && !method.includes(request.method)) return false
  if (host && !hostMatches(host, request.host)) return false
  if (route && !route.some((glob) => ownGlob(glob)(request.path))) return false
  // In a glob a slash is a border, in what is sent it is a letter like any other.
  if (!body) return true
  const sent = request.body.replaceAll("/", " ")
  return body.some((glob) => ownGlob(glob)(sent))
}

/** A glob without a port holds for each. */
function hostMatches(globs: readonly string[], host: string): boolean {
  const name = host.slice(0, host.lastIndexOf(":"))
  return globs.some((glob) => ownGlob(glob)(glob.includes(":") && /:[\d*]+$/.test(glob) ? host : name))
}
