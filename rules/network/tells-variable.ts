// Whether a variable that holds a secret is told to somebody for whom it is not made. What is everyday stays free: a header,
// a login, a named field, as APIs ask for it.
import { type Channel, type Execution, UNKNOWN } from "../execution.ts"
import type { ShellState } from "../shell/shell-state.ts"
import { DROPS } from "./drops.ts"
import { networkClass } from "./network-class.ts"
import { areAmong } from "./prints-secret.ts"
import { readAddress } from "./read-address.ts"
import { serviceOf, variableOf } from "./secret-variable.ts"

export interface Telling {
  channel: Channel | undefined
  to: readonly string[]
  /** What made that which is sent beside the words. */
  bodies: readonly Execution[]
}

export function tellsVariable(execution: Execution, telling: Telling, state: ShellState): boolean {
  const inBody = namesOf(telling.bodies)
  const inWords = namesOf(state.wordsFrom ?? [])
  const names = [...inWords, ...inBody]
  if (names.length === 0 || execution.argv.includes("--aws-sigv4")) return false
  const isHeld = telling.channel !== "login" && telling.channel !== "store"
  if (isHeld && telling.to.some(isDrop)) return true
  if (isHeld && names.some((name) => isForeign(name, telling.to))) return true
  if (inBody.length > 0 && (isHeld || HOSTS_CODE.test(execution.program)) && isBareBody(telling, state))
    return true
  return inWords.length > 0 && wordsOf(execution, state).some((told) => isBare(told, execution.program))
}

const HOSTS_CODE = /^(gh|glab|hub|tea)$/

function namesOf(makers: readonly Execution[]): string[] {
  return makers.flatMap((maker) => variableOf(maker) ?? [])
}

function isDrop(address: string): boolean {
  return DROPS.test(readAddress(address)?.hostname ?? "")
}

/** Made for one service, and told to another one of the world. */
export function isForeign(name: string, to: readonly string[]): boolean {
  const service = serviceOf(name)
  if (!service) return false
  return to.some((address) => {
    const host = readAddress(address)?.hostname ?? ""
    return (
      !host.includes(UNKNOWN) &&
      networkClass(address) === "public" &&
      !areAmong([address], service.hosts) &&
      !(service.label !== undefined && host.includes(service.label))
    )
  })
}

interface Told {
  flag: string
  text: string
}

/** The values and operands in which the variable may stand. */
function wordsOf({ arguments: { flags, operands } }: Execution, { wordMakers = [] }: ShellState): Told[] {
  const all = [
    ...flags.map(({ name, value = "" }) => ({ flag: name, text: value })),
    ...operands.map((text) => ({ flag: "", text })),
  ].filter(({ text }) => text.includes(UNKNOWN))
  return all.filter(({ text }) => {
    const same = wordMakers.filter(({ word }) => word === text)
    const own = same.length > 0 ? same : wordMakers.filter(({ word }) => word.endsWith(text))
    // A word that no word of the command became was made by what stands around it.
    return own.length === 0 || own.some(({ makers }) => namesOf(makers).length > 0)
  })
}

const BODY =
  /^(-d|--data|--data-(raw|binary|ascii|urlencode)|--json|--post-data|--body-data|--form-string|--raw|-T|--url-query)$/
const LOOKS_UP =
  /^(host|dig|nslookup|drill|kdig|delv|doggo|dog|q|dnsx|getent|resolvectl|traceroute|tracepath|mtr|ping6?|finger|whois)$/
/** Flags of code hosts whose value is published nowhere. */
const KEEPS = /^(-H|--header|-R|--repo|--hostname|--token|--with-token)$/
const ONLY = new RegExp(`^[\\s"'@]*(?:${UNKNOWN}[\\s"',;:|]*)+$`)

/** Nothing but the secret, where no service expects one. */
function isBare({ flag, text }: Told, program: string): boolean {
  if (LOOKS_UP.test(program)) return flag === ""
  if (HOSTS_CODE.test(program)) return !KEEPS.test(flag)
  if (BODY.test(flag)) return ONLY.test(text)
  if (program === "echo" || program === "printf") return ONLY.test(text)
  return (flag === "" || flag === "--url") && isInAddress(text)
}

/** `https://example.com/$TOKEN`, `https://$TOKEN.example.com`, `https://example.com?$TOKEN`. */
function isInAddress(text: string): boolean {
  const [, host, path, query] =
    text.match(/^(?:\w[\w+.-]*:\/\/)?(?:[^/?#@]*@)?([^/?#]+)(\/[^?#]*)?(?:\?([^#]*))?/s) ?? []
  if (host === undefined || !/^[\w.:\0-]+$/.test(host) || networkClass(text) === "loopback") return false
  if (host.includes(UNKNOWN)) return /\0[\w-]*(\.[\w-]+)+(:\d+)?$/.test(host)
  if (!host.includes(".")) return false
  return ONLY.test((path ?? "").replaceAll("/", "")) || ONLY.test(query ?? "")
}

/** What hands on what it is given, at most in another dress. */
const HANDS_ON =
  /^(\$|printenv|echo|printf|cat|tee|tr|rev|fold|head|tail|cut|base64|base32|basenc|xxd|od|hexdump|gzip|bzip2|xz|zstd|openssl|gpg|age|sed|)$/

function isBareBody({ bodies }: Telling, { input }: ShellState): boolean {
  if (!bodies.every(({ program }) => HANDS_ON.test(program))) return false
  const printed = bodies.filter(({ program }) => /^(echo|printf)$/.test(program))
  const texts = printed.flatMap(({ arguments: { operands } }) =>
    operands.filter((word) => word.includes(UNKNOWN)),
  )
  return texts.length > 0 ? texts.every((text) => ONLY.test(text)) : ONLY.test(input) || input === ""
}
