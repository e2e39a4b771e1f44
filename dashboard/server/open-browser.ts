// Opens an address in the person's browser, where there is a screen and a program for it.
import { existsSync } from "node:fs"

/** By their whole path: a program of that name that a model wrote into some folder of PATH must not be started. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly string[][]>> = {
  linux: [["/usr/bin/xdg-open"], ["/run/current-system/sw/bin/xdg-open"]],
  darwin: [["/usr/bin/open"]],
  win32: [["C:\\Windows\\System32\\rundll32.exe", "url.dll,FileProtocolHandler"]],
}

/** @returns undefined where there is nothing to open it with. */
export function openerOf(
  platform: NodeJS.Platform,
  hasScreen: boolean,
  exists: (path: string) => boolean = existsSync,
): string[] | undefined {
  if (platform === "linux" && !hasScreen) return undefined
  return OPENERS[platform]?.find(([program = ""]) => exists(program))
}

export function openBrowser(opener: readonly string[], url: string): void {
  try {
    const child = Bun.spawn([...opener, url], { cwd: "/", stdio: ["ignore", "ignore", "ignore"] })
    child.unref()
  } catch {
    // The link is printed as well.
  }
}
