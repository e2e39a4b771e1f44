// Addresses on this machine that interpreter code connects to without naming them in one piece: "127.0.0.1:" + port.
import { UNKNOWN } from "../execution.ts"

const CONNECTS =
  /\b(fetch|\w*connect\w*|createConnection|request\w*|urlopen|urlretrieve|HTTPS?Connection|WebSocket|https?['"]?\)?\.get|axios|got|Net::HTTP|LWP|HTTP::Tiny|\w*[Ss]ocket|TCPSocket|fsockopen|file_get_contents|curl_\w+|Request|httpx|aiohttp)\b/
const LOOPBACK = /localhost|\b127\.\d|\b0\.0\.0\.0\b|::1|\b0x7f|\b2130706433\b|7f00:1/i
/** Without a host these connect to this machine. */
const CONNECTS_HERE = /\b(connect|createConnection)\(\s*(\{\s*port\s*:\s*)?[\d(]/
/** Something is put together where the port would stand, or numbers are. */
const COMPUTED =
  /(localhost|127\.[\d.]{1,12}|0\.0\.0\.0|::1\]?)(:\d{0,5}(['"`]\s{0,9}(\+|\.|,|%)|[$#]?\{|%[sd])|['"]\s{0,9},\s{0,9}[A-Za-z_(])|\bport['"]?\s{0,9}[:=]\s{0,9}[^\d\s'"]|\d\s{0,9}[-+*^|]\s{0,9}\d/i

/** Each number that may be a port, and an unknown one where the code works it out. */
export function scanConnections(code: string): string[] {
  if (!CONNECTS.test(code) || !(LOOPBACK.test(code) || CONNECTS_HERE.test(code))) return []
  const numbers = [...code.matchAll(/(?<![\w.])\d{2,5}(?![\w.])/g)].map(([number]) => number)
  return [...new Set(numbers), ...(COMPUTED.test(code) ? [UNKNOWN] : [])].map(
    (port) => `http://localhost:${port}/`,
  )
}
