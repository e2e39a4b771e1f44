// A path of Windows as the other rules know paths: drives are roots, the system's directories belong to the system.
import { UNKNOWN } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"

const SYSTEM = /^\/(windows|program files( \(x86\))?|programdata|\$recycle\.bin|recovery|efi|boot)(?=\/|$)/i

/** `C:\Windows\x` is `/System/Windows/x`, `D:\` is `/`, `a\b` is `a/b`. */
export function windowsPath(word: string): string {
  const [, drive, rest] = word.match(/^(?:\\\\[?.]\\|\/\/[?.]\/)?([A-Za-z]):(.*)$/s) ?? []
  const path = (rest ?? word).replaceAll("\\", "/")
  const rooted = drive === undefined || path.startsWith("/") ? path : `/${path}`
  return rooted.replace(SYSTEM, (found) => `/System${found}`).replace(/^\/users(?=\/|$)/i, "/Users")
}

/** Of `$env:NAME` and `%NAME%`. */
export function windowsVariable(name: string, { home, temp }: JudgeContext, cwd: string): string | undefined {
  switch (name.replace(/^env:/, "")) {
    case "userprofile":
    case "home":
    case "homepath":
      return home
    case "temp":
    case "tmp":
      return temp[0] ?? UNKNOWN
    case "pwd":
    case "cd":
      return cwd
    case "systemdrive":
    case "homedrive":
      return "C:"
    case "systemroot":
    case "windir":
      return "C:\\Windows"
    case "programfiles":
      return "C:\\Program Files"
    case "true":
    case "false":
    case "null":
      return `$${name}`
    default:
      return undefined
  }
}
