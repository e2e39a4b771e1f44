// The files that hold secrets, as plain paths and globs without braces, for whoever hides them from a process.
import { expandBraces } from "../shell/expand-braces.ts"
import { SECRETS } from "./known-files.ts"

/** Whole directories are named as such, not by what is in them. Names that stand for no place (`**\/id_rsa`) are left out. */
export function secretPaths(home: string): string[] {
  const written = SECRETS.patterns.filter((pattern) => pattern.startsWith("~/"))
  const plain = written.flatMap((pattern) => expandBraces(pattern) ?? [])
  return [...new Set(plain.map((pattern) => home + pattern.slice(1).replace(/\/\*\*$/, "")))]
}
