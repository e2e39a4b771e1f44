// The directory that a server of files hands to whoever asks, by its arguments; without a word about it, the one it runs in.
import type { Execution } from "../execution.ts"

interface Server {
  /** Its flags whose value is the directory. */
  roots?: readonly string[]
  /** What must stand among its arguments, else it serves nothing. */
  when?: RegExp
  /** Whether an operand is the directory; else it says something else. Default: true. */
  operands?: boolean
}

const ANY: Server = { roots: ["-d", "--directory", "--dir", "--root", "--path"] }

const SERVERS: Readonly<Record<string, Server>> = {
  // python -m
  "http.server": ANY,
  simplehttpserver: ANY,
  rangehttpserver: ANY,
  uploadserver: ANY,
  pyftpdlib: ANY,
  updog: ANY,
  twistd: { roots: ["--path"], when: /(^| )(web|ftp)( |$)/, operands: false },
  // npm
  "http-server": ANY,
  serve: ANY,
  "live-server": ANY,
  "lite-server": ANY,
  sirv: ANY,
  "sirv-cli": ANY,
  servor: ANY,
  servez: ANY,
  "local-web-server": ANY,
  ws: { roots: ["-d", "--directory"], when: /(^| )(-d|--directory)\b/, operands: false },
  "browser-sync": { roots: ["-s", "--server", "--ss", "--serveStatic"], when: /(^| )(-s|--server)\b/ },
  // what a language, a shell or a web server brings along
  php: { roots: ["-t", "--docroot"], when: /(^| )(-S|--server)/, operands: false },
  ruby: { when: /(^| )-run -e ?httpd\b/ },
  httpd: { roots: ["-h"], when: /(^| )-(f|h|p|vf|fv)/, operands: false },
  caddy: { roots: ["-r", "--root"], when: /^file-server\b/, operands: false },
  rclone: { when: /^serve\b/ },
  "static-web-server": { roots: ["-d", "--root"], operands: false },
  "simple-http-server": ANY,
  miniserve: ANY,
  darkhttpd: ANY,
  webfsd: { roots: ["-r"], operands: false },
  dufs: ANY,
  goshs: ANY,
  uftpd: ANY,
  gossa: ANY,
  filebrowser: { roots: ["-r", "--root"], operands: false },
  thttpd: { roots: ["-d"], operands: false },
  unfs3: ANY,
}

/** Words that are no directory: ports, addresses, verbs. */
const NO_DIRECTORY =
  /^(\d+|:\d+|[\w.-]+:\d+|\[.*\]:\d+|httpd|file-server|serve|http|webdav|ftp|sftp|dlna|nfs|s3|restic|start|web)$/
const LOOPBACK = /^(127(\.\d+){1,3}|localhost|::1|\[::1\])(:\d+)?$/

/** @returns nothing for what serves no files, or only to this machine itself. */
export function servedBy({ program, argv }: Execution): string | undefined {
  const server = Object.hasOwn(SERVERS, program) ? SERVERS[program] : undefined
  const words = argv.slice(1)
  if (!server || (server.when && !server.when.test(words.join(" ")))) return undefined
  const values = words.flatMap((word) => [word, word.replace(/^--?[\w-]+=/, "")])
  if (values.some((word) => LOOPBACK.test(word))) return undefined
  for (const [index, word] of words.entries()) {
    for (const flag of server.roots ?? []) {
      if (word === flag) return words[index + 1] ?? "."
      if (word.startsWith(`${flag}=`)) return word.slice(flag.length + 1)
      if (/^-\w$/.test(flag) && new RegExp(`^${flag}[~/.]`).test(word)) return word.slice(flag.length)
    }
  }
  if (server.operands === false) return "."
  return words.find((word, index) => isDirectory(word, words[index - 1])) ?? "."
}

/** Behind another option a word may be that option's value: only one that leads elsewhere is taken for the directory. */
function isDirectory(word: string, before = ""): boolean {
  if (word.startsWith("-") || NO_DIRECTORY.test(word)) return false
  if (/^--?(c|cert|k|key|C|K|ssl-cert|ssl-key|config|log\S*|tls\S*)$/.test(before)) return false
  return !before.startsWith("-") || /^(~|\/|\.)/.test(word)
}
