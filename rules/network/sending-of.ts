// How programs that reach the network send: by which way, which files their arguments name, and whether their input goes.
import { type Execution, UNKNOWN } from "../execution.ts"
import type { ParsedArguments } from "../programs/parse-arguments.ts"
import type { ShellState } from "../shell/shell-state.ts"
import { sendingByTable } from "./senders.ts"
import type { Sending } from "./sending.ts"
import { servedBy } from "./serving-of.ts"

type Way = (parsed: ParsedArguments, execution: Execution, input: string) => Sending | undefined

const WAYS: Readonly<Record<string, Way>> = {
  curl: bySendingFlags({ inputWhen: /^(?:[^=]*=)?[@<]-(;.*)?$/, files: ["-T", "--upload-file"], at: true }),
  wget: bySendingFlags({ inputWhen: /^-$/, files: ["--post-file", "--body-file"], at: false }),
  wget2: bySendingFlags({ inputWhen: /^-$/, files: ["--post-file", "--body-file"], at: false }),
  http: byItems,
  https: byItems,
  httpie: byItems,
  xh: byItems,
  xhs: byItems,
  curlie: byItems,
  nc: raw,
  ncat: raw,
  netcat: raw,
  telnet: raw,
  socat: raw,
  websocat: raw,
  wscat: raw,
  openssl: (parsed, execution) => (parsed.operands[0] === "s_client" ? raw(parsed, execution) : undefined),
  scp: copied,
  rsync: copied,
  rcp: copied,
  sftp: (parsed, _, input) => ({ ...put(parsed, input), channel: "login" }),
  ftp: (parsed, _, input) => put(parsed, input),
  lftp: (parsed, _, input) => put(parsed, input),
  tftp: (parsed, _, input) => put(parsed, input),
  ssh: (parsed) => login(parsed.operands.slice(0, 1), []),
}

export function sendingOf(execution: Execution, { input, variables }: ShellState): Sending | undefined {
  const { program, arguments: parsed } = execution
  const root = servedBy(execution)
  if (root !== undefined)
    return { channel: "served", to: [], files: [{ target: root, recursive: true }], input: false }
  const way = Object.hasOwn(WAYS, program) ? WAYS[program] : undefined
  if (program === "") return byDevice(execution)
  return way?.(parsed, execution, input) ?? sendingByTable(execution, variables)
}

/** A redirection to /dev/tcp is a connection; what the command before it prints goes there. */
function byDevice({ effects }: Execution): Sending | undefined {
  const to = effects.filter(({ access }) => access === "fetch").map(({ target }) => target)
  return to.length > 0 ? { channel: "raw", to, files: [], input: true } : undefined
}

function bySendingFlags(how: { inputWhen: RegExp; files: readonly string[]; at: boolean }): Way {
  return ({ flags }) => {
    const values = flags.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]))
    const files = values.flatMap(({ name, value }) => {
      if (how.files.includes(name) && value !== "-") return [value]
      const named = how.at && DATA.test(name) ? value.match(FILE)?.[1] : undefined
      return named === undefined || named === "-" ? [] : [named]
    })
    const input = values.some(
      ({ name, value }) =>
        (how.files.includes(name) && /^[-.]$/.test(value)) || (DATA.test(name) && how.inputWhen.test(value)),
    )
    return { channel: "request", to: [], files: files.map(single), input }
  }
}

/** `@file`, `field=@file`, `field=<file`, and `field@file` of --data-urlencode. */
const FILE = /^(?:[^=]*=[@<]|[\w.-]*@|<)([^;]+)/

const DATA =
  /^(-d|--data(-\w+)?|--json|-F|--form|-K|--config|-H|--header|--url-query|--variable|-b|--cookie)$/

/** `field@file`, `field=@file`, `@file`, `field:=@file` of httpie. */
function byItems({ operands }: ParsedArguments): Sending {
  const files = operands.flatMap((word) => word.match(/^[\w.\-[\]]*(?::?=)?@([^;]+)/)?.[1] ?? [])
  return { channel: "request", to: [], files: files.map(single), input: true }
}

function raw({ operands, flags }: ParsedArguments, { effects }: Execution): Sending | undefined {
  if (flags.some(({ name }) => /^(-l|--listen|-z|-h|--help|--version)$/.test(name))) return undefined
  const to = effects.filter(({ access }) => access === "fetch").map(({ target }) => target)
  const files = operands.flatMap((word) => word.match(/^(?:FILE|OPEN|GOPEN):([^,]+)/i)?.[1] ?? [])
  return to.length > 0 || operands.length > 0
    ? { channel: "raw", to, files: files.map(single), input: true }
    : undefined
}

/** `put file` and the like, in what a client of files is told. */
function put({ flags, operands }: ParsedArguments, input: string): Sending {
  const told = [input, ...flags.map(({ value = "" }) => value), ...operands].join("\n")
  const verbs =
    /(?:^|[;\n"'])\s*(?:put|mput|send|append|reput|mirror\s+-R)\s+(?:--?[\w-]+(?:=\S+)?\s+)*([^\s;"']+)/g
  const files = [...told.matchAll(verbs)].map(([, file = ""]) => file)
  return { channel: "request", to: [], files: files.map(single), input: false }
}

function login(to: readonly string[], files: readonly string[]): Sending {
  return { channel: "login", to: to.map(hostOf), files: files.map(single), input: true }
}

const REMOTE = /^(?:\w+:\/\/|(?:[^/@\s]+@)?[^/:\s]+:)/

/** `user@host:path`, `rsync://host/path` */
function hostOf(place: string): string {
  if (/^\w+:\/\//.test(place)) return place
  return place.replace(/^[^@]*@/, "").replace(/(?<!\[[^\]]*):.*$/s, "")
}

function copied({ operands, flags }: ParsedArguments): Sending | undefined {
  const last = operands.at(-1) ?? ""
  const sources = operands.slice(0, -1)
  if (!REMOTE.test(last)) return undefined
  const recursive = flags.some(({ name }) => /^(-r|-a|--recursive|--archive)$/.test(name))
  const files = sources.filter((source) => !REMOTE.test(source))
  return { ...login([last], []), files: files.map((target) => ({ target, recursive })) }
}

function single(target: string): { target: string; recursive: boolean } {
  return { target: target.startsWith(UNKNOWN) ? UNKNOWN : target, recursive: false }
}
