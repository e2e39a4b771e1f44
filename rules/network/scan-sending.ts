// What code of an interpreter sends away, told from its literals and the names in it: files, the whole environment, a shell.
import type { Effect, Trait } from "../execution.ts"
import { DROPS } from "./drops.ts"
import { networkClass } from "./network-class.ts"
import { readAddress } from "./read-address.ts"

/** Requests with a body, and bare connections. */
const SENDS =
  /\b(post|put|patch|upload\w*|storbinary|urlopen|sendall|sendto|sendmail|send_message|send)\b|method\s*[:=]|\bbody\s*:|\bfetch\(|\bdata\s*=|\bfiles\s*=|Net::HTTP|file_get_contents|curl_|LWP|HTTP::Tiny|\.write\(|\bprint\s+\$?sock/i
const SOCKETS =
  /\bsocket\b|\bSocket\b|TCPSocket|fsockopen|net["')]*\.(connect|Socket|createConnection)|IO::Socket|\binet_aton\b|\/inet\/tcp\//
const READS = /\b(open|read\w*|load|slurp|file_get_contents|File|IO|Bun\.file|createReadStream)\b/
/** All variables at once, not one by its name. */
const ENVIRONMENT =
  /(?<!\}\s{0,9}=\s{0,9})(?:os\.environ|process\.env|Bun\.env|Deno\.env\.toObject|\bENV|%ENV|\bgetenv\(\)|\$_ENV)(?![\w[]|\.(?!copy|items|keys|values|each|map|toObject|to_h|to_a|inspect|to_s|to_json)|\s*\[|\s*\{|\s*->)/
/** A name or number of a host, alone between quotes. */
const HOST =
  /["'`]((?:\d{1,3}\.){3}\d{1,3}|(?:[\w-]+\.)+(?:com|net|org|io|dev|sh|me|xyz|ru|cn|info|co))["'`]/g
const STARTS_SHELL =
  /\b(pty\.spawn|subprocess|os\.system|os\.exec\w*|exec\w*|spawn\w*|popen\w*|system|shell_exec|passthru|proc_open|child_process)\b/
const NAMES_SHELL = /["'`/ ](?:\/bin\/)?(ba|z|da|k)?sh\b|cmd\.exe|powershell/
const LOOPS_OVER_DESCRIPTORS = /dup2|<&|>&|fileno|\.pipe\(|STDIN|reopen|\|&/

/** @returns `sentTo` where it sends at all: the addresses, as far as they stand in the code. */
export function scanSending(
  code: string,
  effects: readonly Effect[],
  cwd: string,
): { effects: Effect[]; traits: Trait[]; sentTo?: string[] } {
  const traits: Trait[] = []
  const addresses = effects.filter(({ access }) => access === "fetch").map(({ target }) => target)
  const isLocal =
    addresses.length > 0 &&
    addresses.every((address) => networkClass(address) === "loopback") &&
    ![...code.matchAll(HOST)].some(([, host = ""]) => /^(public|private)$/.test(networkClass(host)))
  if (isLocal) return { effects: [], traits }
  const isRaw = SOCKETS.test(code)
  if (isRaw && STARTS_SHELL.test(code) && NAMES_SHELL.test(code) && LOOPS_OVER_DESCRIPTORS.test(code))
    traits.push("reverse-shell")
  if (!(isRaw || (addresses.length > 0 && SENDS.test(code)))) return { effects: [], traits }
  if (ENVIRONMENT.test(code)) traits.push("sends-environment")
  if (!READS.test(code)) return { effects: [], traits, sentTo: addresses }
  const isDrop = addresses.some((address) => DROPS.test(readAddress(address)?.hostname ?? ""))
  const channel = isDrop ? "drop" : isRaw ? "raw" : "request"
  const paths = effects.filter(({ access }) => access === "read").map(({ target }) => target)
  return {
    effects: paths.map((target) => ({ access: "send", target, recursive: false, cwd, channel })),
    traits,
    sentTo: addresses,
  }
}
