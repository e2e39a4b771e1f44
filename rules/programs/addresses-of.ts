// Addresses that arguments name otherwise than as a plain operand: proxies, tunnels, and what curl is told a host is.
import type { ParsedArguments } from "./parse-arguments.ts"

/** What follows of the value, by program and flag: where the connection really goes. */
const FLAGS: Record<string, Record<string, RegExp>> = {
  curl: {
    "--resolve": /^[^:]*(?<port>:\d+):(?<host>.+)$/, // x:4096:127.0.0.1
    "--connect-to": /^(?:\[[^\]]*\]|[^:]*):[^:]*:(?<host>\[[^\]]*\]|[^:]*)(?<port>:\d*)$/, // x:80:127.0.0.1:4096
    "-x": /^(?<host>.+)$/,
    "--proxy": /^(?<host>.+)$/,
    "--preproxy": /^(?<host>.+)$/,
    "--socks4": /^(?<host>.+)$/,
    "--socks4a": /^(?<host>.+)$/,
    "--socks5": /^(?<host>.+)$/,
    "--socks5-hostname": /^(?<host>.+)$/,
    "--proxy1.0": /^(?<host>.+)$/,
  },
  ssh: {
    "-L": /(?<host>[^:]+)(?<port>:[^:]+)$/, // 9000:127.0.0.1:4096
    "-R": /(?<host>[^:]+)(?<port>:[^:]+)$/,
    "-W": /^(?<host>.+)$/,
  },
  openssl: { "-connect": /^(?<host>.+)$/, "-proxy": /^(?<host>.+)$/ },
}

const SOCAT = /^(?:tcp|openssl|ssl|udp|sctp)\d?(?:-connect)?:(?<host>[^,]+)/i // TCP4:127.0.0.1:4096,fork

export function addressesOf(program: string, { flags, operands }: ParsedArguments): string[] {
  const own = FLAGS[program]
  if (own === undefined && program !== "socat") return []
  const named = flags.flatMap(({ name, value = "" }) => {
    const groups = own && Object.hasOwn(own, name) ? value.match(own[name] ?? "")?.groups : undefined
    return groups ? [`${groups.host || "localhost"}${groups.port === ":" ? "" : (groups.port ?? "")}`] : []
  })
  const tunnels = program === "socat" ? operands.flatMap((word) => word.match(SOCAT)?.groups?.host ?? []) : []
  return [...named, ...tunnels]
}
