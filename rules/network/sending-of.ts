// How programs that reach the network send: by which way, which files their arguments name, and whether their input goes.
import { type Channel, type Execution, UNKNOWN } from "../execution.ts"
import type { ParsedArguments } from "../programs/parse-arguments.ts"
import { sentByTable } from "./senders.ts"
import { servedBy } from "./serving-of.ts"

export interface Sending {
  channel: Channel
  /** Where it goes; nothing: what the program fetches from. */
  to: readonly string[]
  files: readonly { target: string; recursive: boolean }[]
  /** What comes in on standard input goes, too. */
  input: boolean
}

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
  aws: stored(/^s3$/, /^(cp|mv|sync)$/),
  gsutil: stored(/^(cp|mv|rsync)$/),
  gcloud: stored(/^storage$/, /^(cp|mv|rsync)$/),
  s3cmd: stored(/^(put|sync)$/),
  ncftpput: (parsed) => ({ ...login([], parsed.operands.slice(2)), channel: "raw" }),
  rclone: cloned,
  ssh: (parsed) => login(parsed.operands.slice(0, 1), []),
  mail: mailed,
  mailx: mailed,
  "s-nail": mailed,
  mutt: mailed,
  neomutt: mailed,
  sendmail: mailed,
  msmtp: mailed,
  ssmtp: mailed,
  gh: gist,
  glab: (parsed) => (parsed.operands[0] === "snippet" ? gist(parsed) : undefined),
  pastebinit: pasted,
  wgetpaste: pasted,
  termbin: pasted,
  transfer: pasted,
  ffsend: (parsed) => (/^(upload|u|up)$/.test(parsed.operands[0] ?? "") ? pasted(parsed, 1) : undefined),
  croc: (parsed) => (parsed.operands[0] === "send" ? pasted(parsed, 1) : undefined),
  wormhole: (parsed) => (/^(send|tx)$/.test(parsed.operands[0] ?? "") ? pasted(parsed, 1) : undefined),
  rustypaste: pasted,
  ix: pasted,
}

/** @param input What comes in on standard input, as far as that is told. */
export function sendingOf(execution: Execution, input: string): Sending | undefined {
  const { program, arguments: parsed } = execution
  const root = servedBy(execution)
  if (root !== undefined)
    return { channel: "served", to: [], files: [{ target: root, recursive: true }], input: false }
  const way = Object.hasOwn(WAYS, program) ? WAYS[program] : undefined
  const sent = way?.(parsed, execution, input)
  if (sent) return sent
  const listed = sentByTable(execution)
  if (listed) return { channel: "login", to: [], ...listed }
  return program === "" ? byDevice(execution) : undefined
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

/** Copies from this machine into a cloud's store. */
function stored(...verbs: readonly RegExp[]): Way {
  return ({ operands }) => {
    if (!verbs.every((verb, index) => verb.test(operands[index] ?? ""))) return undefined
    const [source = "", target = ""] = operands.slice(verbs.length)
    if (!/^\w+:\/\//.test(target) || /^\w+:\/\//.test(source)) return undefined
    return { ...login([], []), files: [{ target: source, recursive: true }] }
  }
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

function cloned({ operands: [verb = "", source = "", target = ""] }: ParsedArguments): Sending | undefined {
  if (!/^(copy|copyto|sync|move|moveto|bisync|rcat)$/.test(verb)) return undefined
  if (verb === "rcat") return login([], [])
  if (!/^:?[\w-]+:/.test(target) || /^:?[\w-]+:/.test(source)) return undefined
  return { ...login([], []), files: [{ target: source, recursive: true }] }
}

function mailed({ flags }: ParsedArguments): Sending {
  const files = flags.flatMap(({ name, value }) =>
    value !== undefined && /^(-a|-A|--attach|--attachment|-i)$/.test(name) ? [value] : [],
  )
  return { channel: "mail", to: [], files: files.map(single), input: true }
}

function gist({ operands: [group, verb, ...files] }: ParsedArguments): Sending | undefined {
  if (group !== "gist" && group !== "snippet") return undefined
  if (verb !== "create" && (verb !== "edit" || files.length < 2)) return undefined
  return { channel: "drop", to: [], files: files.map(single), input: true }
}

function pasted({ operands }: ParsedArguments, skip: unknown = 0): Sending {
  const files = operands.slice(typeof skip === "number" ? skip : 0)
  return { channel: "drop", to: [], files: files.map(single), input: true }
}

function single(target: string): { target: string; recursive: boolean } {
  return { target: target.startsWith(UNKNOWN) ? UNKNOWN : target, recursive: false }
}
