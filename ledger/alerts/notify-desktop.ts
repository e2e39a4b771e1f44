// Shows a desktop notification where the machine can; silently nothing where it can not.

/** A notification service that hangs is ended. */
const LONGEST_MS = 10_000

/** @param command The program by its whole path, and its arguments; undefined where there is none. */
export function notifyDesktop(command: string[] | undefined): void {
  if (command === undefined) return
  try {
    const child = Bun.spawn(command, { cwd: "/", stdio: ["ignore", "ignore", "ignore"], timeout: LONGEST_MS })
    child.unref()
  } catch {
    // A program that is there and can not be started: the alert has its other ways.
  }
}
