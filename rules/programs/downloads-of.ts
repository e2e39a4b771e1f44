// Files that a download is saved to under the last part of its address.
import { posix } from "node:path"
import type { ParsedArguments } from "./parse-arguments.ts"

const DOWNLOADERS = new Set(["curl", "wget", "aria2c"])

export function downloadsOf(program: string, { flags, operands }: ParsedArguments): string[] {
  if (!DOWNLOADERS.has(program)) return []
  const has = (...names: string[]) => flags.some(({ name }) => names.includes(name))
  const value = (...names: string[]) => flags.findLast(({ name }) => names.includes(name))?.value
  const saves =
    program === "curl"
      ? has("-O", "--remote-name", "--remote-name-all")
      : !has("-O", "--output-document", "--out")
  if (!saves) return []
  const directory = value("--output-dir", "-P", "--directory-prefix") ?? "."
  return operands.map((address) => `${directory}/${lastPart(address)}`)
}

function lastPart(address: string): string {
  const base = posix.basename(address.replace(/[?#].*$/s, ""))
  return base.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
