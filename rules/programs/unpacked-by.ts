// Files and folders that an unpacker writes: the folder it unpacks into, the members that are named, and for one packed
// file its name without the ending. What else an archive brings along is not known.
import { hasFlag, type ParsedArguments } from "./parse-arguments.ts"

type Unpacked = (parsed: ParsedArguments) => string[]

const PACKED =
  "gzip gunzip pigz unpigz compress uncompress bzip2 bunzip2 pbzip2 lbzip2 xz unxz pixz lzma unlzma lzip lunzip plzip zstd unzstd zstdmt pzstd lz4 unlz4 lz4c brotli unbrotli lzop ccrypt ccdecrypt"

const UNPACKERS: ReadonlyMap<string, Unpacked> = new Map<string, Unpacked>([
  ...PACKED.split(" ").map((name): [string, Unpacked] => [name, (parsed) => withoutEnding(name, parsed)]),
  ...["gpg", "gpg2"].map((name): [string, Unpacked] => [name, decrypted]),
  ...["tar", "bsdtar", "gtar"].map((name): [string, Unpacked] => [name, fromTar]),
  ["unzip", (parsed) => into(lastValue(parsed, "-d") ?? ".", parsed.operands.slice(1))],
  ...["7z", "7za", "7zr", "7zz"].map((name): [string, Unpacked] => [name, from7z]),
  ...["unrar", "rar"].map((name): [string, Unpacked] => [name, fromRar]),
  ["cpio", fromCpio],
  ["pax", fromPax],
  ["ar", fromAr],
  ["jar", fromJar],
  [
    "unsquashfs",
    ({ flags }) => flags.flatMap(({ name, value }) => (/^-d(est)?$/.test(name) ? (value ?? []) : [])),
  ],
  ["cabextract", (parsed) => into(lastValue(parsed, "-d", "--directory") ?? ".", [])],
  ["unar", (parsed) => into(lastValue(parsed, "-o", "-output-directory") ?? ".", parsed.operands.slice(1))],
  ...["dpkg", "dpkg-deb"].map((name): [string, Unpacked] => [name, fromPackage]),
  // python -m zipfile -e a.zip folder
  ...["zipfile", "tarfile"].map((name): [string, Unpacked] => [name, byModule]),
])

/** @returns paths as they are written, relative to where the program runs. */
export function unpackedBy(program: string, parsed: ParsedArguments): string[] {
  const unpack = UNPACKERS.get(program)
  return unpack === undefined || isListing(parsed) ? [] : unpack(parsed)
}

function isListing({ flags }: ParsedArguments): boolean {
  return flags.some(({ name }) => /^--(help|version|list|test|stdout|to-stdout)$/.test(name))
}

function has(parsed: ParsedArguments, ...names: string[]): boolean {
  return names.some((name) => hasFlag(parsed, name))
}

function lastValue({ flags }: ParsedArguments, ...names: string[]): string | undefined {
  return flags.findLast(({ name }) => names.includes(name))?.value
}

/** Members keep their folders, or lose some of them. */
const MOST_FOLDERS = 8

function into(directory: string, members: readonly string[]): string[] {
  const named = members.slice(0, 200).flatMap((member) => {
    const parts = member.split("/")
    return parts.slice(0, MOST_FOLDERS).map((_part, at) => `${directory}/${parts.slice(at).join("/")}`)
  })
  return [directory, ...named]
}

/** `gunzip a.json.gz` leaves a.json. */
function withoutEnding(program: string, parsed: ParsedArguments): string[] {
  const unpacks =
    /^(b?un|gun|cc?de)/.test(program) || has(parsed, "-d", "--decompress", "--uncompress", "--decrypt")
  const files = unpacks
    ? parsed.operands
    : parsed.operands.filter((file) => program === "lz4" && /\.lz4$/.test(file))
  if (has(parsed, "-c", "-t", "-l")) return []
  // Of lz4 the second is what it writes.
  const second = program.includes("lz4") ? parsed.operands.slice(1, 2) : []
  return [...files.map(plainName), ...second]
}

function plainName(file: string): string {
  return file.replace(/(?<=[^/])\.[^./]+$/, "")
}

/** Only --decrypt prints; without a command, and with --decrypt-files, the file is left beside it. */
function decrypted(parsed: ParsedArguments): string[] {
  const files = parsed.operands.filter((file) => /\.(gpg|pgp|asc|sig)$/i.test(file)).map(plainName)
  if (has(parsed, "--decrypt-files", "--multifile", "--use-embedded-filename")) return files
  const told = parsed.flags.some(({ name }) => COMMAND_OF_GPG.test(name))
  return told || lastValue(parsed, "-o", "--output") !== undefined ? [] : files
}

const COMMAND_OF_GPG =
  /^(-[desbckKa]|--(decrypt|encrypt|sign|verify|symmetric|clear-?sign|detach-sign|import|dearmor|enarmor|list.*|export.*|recv.*|delete.*|edit-key|gen.*|show.*|print.*|check.*|fingerprint|store|armor))$/

function fromTar(parsed: ParsedArguments): string[] {
  if (!has(parsed, "-x", "--extract", "--get") || has(parsed, "-O")) return []
  const renamed = parsed.flags.flatMap(({ name, value = "" }) =>
    /^(--transform|--xform|-s)$/.test(name)
      ? (value.match(/^s?([^\w\s])(?:(?!\1).)*\1((?:(?!\1).)*)\1/)?.[2] ?? [])
      : [],
  )
  return into(lastValue(parsed, "--one-top-level") ?? ".", [...parsed.operands, ...renamed])
}

function from7z({ flags, operands: [command = "", , ...members] }: ParsedArguments): string[] {
  if (!/^[ex]$/.test(command)) return []
  const directory = flags.find(({ name }) => /^-o./.test(name))?.name.slice(2)
  return into(directory ?? ".", members)
}

function fromRar({ operands: [command = "", , ...members] }: ParsedArguments): string[] {
  if (!/^[ex]$/.test(command)) return []
  const directory = members.at(-1)?.endsWith("/") ? members.at(-1) : undefined
  return into(directory ?? ".", members)
}

function fromCpio(parsed: ParsedArguments): string[] {
  if (has(parsed, "-p", "--pass-through")) return parsed.operands.slice(0, 1)
  if (!has(parsed, "-i", "--extract") || has(parsed, "-t")) return []
  return into(lastValue(parsed, "-D", "--directory") ?? ".", parsed.operands)
}

function fromPax(parsed: ParsedArguments): string[] {
  if (!has(parsed, "-r")) return []
  return has(parsed, "-w") ? parsed.operands.slice(-1) : into(".", parsed.operands)
}

/** `ar x lib.a member`, also with a dash. */
function fromAr(parsed: ParsedArguments): string[] {
  const directory = lastValue(parsed, "--output") ?? "."
  const [command = "", ...rest] = parsed.operands
  if (has(parsed, "-x")) return into(directory, rest)
  return /^[a-zA-Z]*x[a-zA-Z]*$/.test(command) ? into(directory, rest.slice(1)) : []
}

function fromJar(parsed: ParsedArguments): string[] {
  const [command = "", ...rest] = parsed.operands
  if (has(parsed, "-x", "--extract")) return into(lastValue(parsed, "--dir", "-C") ?? ".", parsed.operands)
  return /^[a-zA-Z]*x[a-zA-Z]*$/.test(command) ? into(".", rest.slice(1)) : []
}

function fromPackage(parsed: ParsedArguments): string[] {
  const unpacks = has(parsed, "-x", "-X", "--extract", "--vextract", "-R", "--raw-extract", "-e", "--control")
  return unpacks ? parsed.operands.slice(1, 2) : []
}

function byModule(parsed: ParsedArguments): string[] {
  return has(parsed, "-e", "--extract") ? into(parsed.operands[1] ?? ".", []) : []
}
