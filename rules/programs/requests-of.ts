// The HTTP requests that a command makes, by program and arguments: method, host and path of each address.
import type { ParsedArguments } from "./parse-arguments.ts"

export interface HttpRequest {
  /** In capitals; UNKNOWN when only the running command knows it. */
  method: string
  /** In lower case, with its port: `localhost:9200`. */
  host: string
  /** Without the query: `/v3/domains/example.com`. */
  path: string
  /** What is sent, as far as it stands in the command. */
  body: string
}

interface Client {
  /** Flags whose value is the method. */
  method: readonly string[]
  /** Flags that send something, and by which method they do so when none is named. */
  sends: Readonly<Record<string, string>>
  /** Flags whose value is an address, beside the operands. */
  addresses?: readonly string[]
  /** What its operands that name no host are sent to. */
  host?: string
  /** Its operands begin with these words, or it makes no request. */
  subcommand?: readonly string[]
}

const CURL: Client = {
  method: ["-X", "--request"],
  sends: {
    "-d": "POST",
    "--data": "POST",
    "--data-ascii": "POST",
    "--data-binary": "POST",
    "--data-raw": "POST",
    "--data-urlencode": "POST",
    "--json": "POST",
    "-F": "POST",
    "--form": "POST",
    "--form-string": "POST",
    "-T": "PUT",
    "--upload-file": "PUT",
    "-I": "HEAD",
    "--head": "HEAD",
    "-G": "GET",
    "--get": "GET",
  },
  addresses: ["--url"],
}
const WGET: Client = {
  method: ["--method"],
  sends: { "--post-data": "POST", "--post-file": "POST", "--body-data": "POST", "--body-file": "POST" },
}
const GITHUB: Client = {
  method: ["-X", "--method"],
  sends: { "-f": "POST", "--raw-field": "POST", "-F": "POST", "--field": "POST", "--input": "POST" },
  host: "api.github.com",
  subcommand: ["api"],
}
/** Of PowerShell; its flags are read without regard to case. */
const INVOKE: Client = { method: ["-method"], sends: { "-body": "POST" }, addresses: ["-uri"] }

const CLIENTS: Readonly<Record<string, Client>> = {
  curl: CURL,
  wget: WGET,
  wget2: WGET,
  gh: GITHUB,
  glab: { ...GITHUB, host: "gitlab.com" },
  az: {
    method: ["--method", "-m"],
    sends: {},
    addresses: ["--url", "--uri", "-u"],
    host: "management.azure.com",
    subcommand: ["rest"],
  },
  "invoke-restmethod": INVOKE,
  "invoke-webrequest": INVOKE,
  irm: INVOKE,
  iwr: INVOKE,
}

/** The programs that take `METHOD address field=value …`. */
const HTTPIE = /^(https?|httpie|xhs?|curlie)$/
const METHOD = /^[a-z]+$/i

export function requestsOf(program: string, parsed: ParsedArguments): HttpRequest[] {
  if (HTTPIE.test(program)) return httpieRequests(parsed)
  const client = Object.hasOwn(CLIENTS, program) ? CLIENTS[program] : undefined
  if (!client) return []
  const { subcommand = [], host } = client
  if (subcommand.some((word, index) => parsed.operands[index] !== word)) return []
  const addresses = [
    ...parsed.operands.slice(subcommand.length),
    ...valuesOf(parsed, client.addresses ?? []),
  ].map((address) => (host === undefined || /^\w+:\/\//.test(address) ? address : withHost(host, address)))
  const body = valuesOf(parsed, Object.keys(client.sends)).join("\n")
  return addresses.flatMap((address) =>
    methodsOf(parsed, client).flatMap((method) => requestTo(address, method, body)),
  )
}

/** With several (`curl --next`) each goes with each address: too many rather than one too few. */
function methodsOf(parsed: ParsedArguments, { method, sends }: Client): string[] {
  const named = valuesOf(parsed, method).map((value) => value.toUpperCase())
  if (named.length > 0) return named
  const implied = parsed.flags.flatMap(({ name }) => sends[name] ?? [])
  if (implied.includes("GET")) return ["GET"]
  return [implied[0] ?? "GET"]
}

function valuesOf({ flags }: ParsedArguments, names: readonly string[]): string[] {
  return flags.flatMap(({ name, value }) =>
    value !== undefined && (names.includes(name) || names.includes(name.toLowerCase())) ? [value] : [],
  )
}

/** `http DELETE :9200/x`, `http example.org/x a=b` (a POST), and `xh delete …` in small letters. */
function httpieRequests({ flags, operands }: ParsedArguments): HttpRequest[] {
  const explicit = flags.findLast(({ name }) => name === "-X" || name === "--request")?.value
  const [first = "", ...others] = operands
  const named = explicit ?? (METHOD.test(first) && others.length > 0 ? first : undefined)
  const [address, ...items] = named === first ? others : operands
  if (address === undefined) return []
  const sends = items.some((item) => /^[^:=@]+(=(?!=)|:=|@)/.test(item))
  return requestTo(address, (named ?? (sends ? "POST" : "GET")).toUpperCase(), items.join("\n"))
}

function withHost(host: string, path: string): string {
  return `https://${host}/${path.replace(/^\/+/, "")}`
}

function requestTo(address: string, method: string, body: string): HttpRequest[] {
  const complete = address.startsWith(":") ? `localhost${address.replace(/^:(?=\/|$)/, "")}` : address
  const mended = complete.replace(/^(\w+):\/(?!\/)/, "$1://") // as curl mends it
  const found = mended.match(/^(?:(\w+):\/\/)?(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]+)(?::([^/?#]*))?([^?#]*)/)
  if (!found) return []
  const [, scheme = "http", hostname = "", port, path = ""] = found
  const number = port || (/^https$/i.test(scheme) ? "443" : "80")
  return [{ method, host: `${hostname.toLowerCase()}:${number}`, path: path || "/", body }]
}
