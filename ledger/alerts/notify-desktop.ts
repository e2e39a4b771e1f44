// Shows a desktop notification where the machine can; silently nothing where it can not.
import { existsSync } from "node:fs"
import { desktopCommand } from "./desktop-command.ts"

/** A notification service that hangs is ended. */
const LONGEST_MS = 10_000

export function notifyDesktop(
  text: string,
  command = desktopCommand(text, process.platform, existsSync),
): void {
  if (command === undefined) return
  try {
    const child = Bun.spawn(command, { cwd: "/", stdio: ["ignore", "ignore", "ignore"], timeout: LONGEST_MS })
    child.unref()
  } catch {
    // A program that is there and can not be started: the alert has its other ways.
  }
}
