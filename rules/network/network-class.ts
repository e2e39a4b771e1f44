// In whose network an address lies: this machine's, a private one, the cloud's own metadata service, or the world.
import ipaddr from "ipaddr.js"
import { UNKNOWN } from "../execution.ts"
import { remembering } from "../remembering.ts"
import { addressesIn } from "./addresses-in.ts"
import { readAddress } from "./read-address.ts"

export type NetworkClass = "metadata" | "loopback" | "private" | "public" | "untold"

/** Where clouds hand a machine its credentials, to whoever asks from it. */
const METADATA_ADDRESSES = new Set([
  "169.254.169.254", // AWS, Azure, Google, DigitalOcean, OpenStack
  "169.254.170.2", // AWS ECS
  "169.254.170.23", // AWS EKS
  "169.254.0.23", // Tencent
  "168.63.129.16", // Azure's host
  "100.100.100.200", // Alibaba
  "192.0.0.192", // Oracle
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd20:ce::254", // Google
  "fe80::a9fe:a9fe", // OpenStack
])
const METADATA_NAMES =
  /^((.+\.)?metadata\.google\.internal|metadata(\.goog|\.tencentyun\.com|\.platformequinix\.com|\.packet\.net)?|instance-data(\.[\w-]+)*\.internal|instance-data)$/
const LOOPBACK_NAMES = /^((.+\.)?localhost|host\.docker\.internal|(.+\.)?(localtest\.me|lvh\.me|vcap\.me))$/
/** Names that only a private network resolves. */
const PRIVATE_NAMES = /^[^.]+$|\.(local|internal|intranet|lan|corp|home|home\.arpa|private|svc|consul)$/
/** Public names that resolve to the address they spell: 10.0.0.1.nip.io, a9fea9fe.sslip.io. */
const SPELLED =
  /(?:^|[.-])(?:(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})|([0-9a-f]{8}))\.(?:nip|sslip|xip)\.io$/

/** The most private of what the address may be. */
export const networkClass = remembering((address: string): NetworkClass => {
  const found = new Set(
    addressesIn(address).map((each) => classOfHost(readAddress(each)?.hostname.toLowerCase() ?? "")),
  )
  const order: NetworkClass[] = ["metadata", "private", "loopback", "untold"]
  return order.find((each) => found.has(each)) ?? "public"
})

function classOfHost(host: string): NetworkClass {
  const name = host.replace(/^\[|\]$/g, "").replace(/\.+$/, "")
  const [known = ""] = name.split(UNKNOWN)
  // 169.254.170.2$PATH
  if (METADATA_ADDRESSES.has(known)) return "metadata"
  if (name === "" || name !== known) return "untold"
  const spelled = name.match(SPELLED)
  if (spelled) return classOfHost(spelled[5] ? `0x${spelled[5]}` : spelled.slice(1, 5).join("."))
  if (ipaddr.isValid(name)) return classOfAddress(ipaddr.process(name))
  if (METADATA_NAMES.test(name)) return "metadata"
  if (LOOPBACK_NAMES.test(name)) return "loopback"
  return PRIVATE_NAMES.test(name) ? "private" : "public"
}

type Ip = ReturnType<typeof ipaddr.process>

const PRIVATE_RANGES = new Set(["private", "linkLocal", "uniqueLocal", "carrierGradeNat", "reserved"])

function classOfAddress(address: Ip): NetworkClass {
  const inner = embedded(address)
  if (inner) return classOfAddress(inner)
  if (METADATA_ADDRESSES.has(address.toString())) return "metadata"
  const range = address.range()
  if (range === "loopback" || range === "unspecified") return "loopback"
  return PRIVATE_RANGES.has(range) ? "private" : "public"
}

/** The address of version 4 that translation carries in one of version 6: 64:ff9b::a9fe:a9fe, 2002:a9fe:a9fe::. */
function embedded(address: Ip): Ip | undefined {
  if (!(address instanceof ipaddr.IPv6)) return undefined
  const bytes = address.toByteArray()
  const range = address.range()
  const from = range === "rfc6052" ? 12 : range === "6to4" ? 2 : undefined
  return from === undefined ? undefined : new ipaddr.IPv4(bytes.slice(from, from + 4))
}
