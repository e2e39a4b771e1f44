// A real terminal, by tmux, with a program in it: its screen as text, with or without colours, and keys to press.
import { join } from "node:path"

/** Where the program runs. */
export interface TerminalMachine {
  /** A folder for the terminal's socket. */
  root: string
  spawn: (
    command: string[],
    options: { env: Record<string, string> },
  ) => Promise<{ code: number; stdout: string; stderr: string }>
}

export interface Terminal {
  /** The screen as a person reads it. */
  text: () => Promise<string>
  /** The same with its colours, as escape sequences, and the blanks at the ends of lines. */
  coloured: () => Promise<string>
  /** Letters, as typed. */
  type: (letters: string) => Promise<void>
  /** A key by tmux's name for it, such as Enter or C-p. */
  press: (key: string) => Promise<void>
  /** @returns the screen on which it holds. @throws {Error} with the last screen when it never does. */
  until: (holds: (screen: string) => boolean | Promise<boolean>) => Promise<string>
  close: () => Promise<void>
}

export interface TerminalOptions {
  columns?: number
  rows?: number
  env?: Record<string, string>
}

const LOOK_MS = 200

/** A hang is meant: all that is waited for comes within seconds. */
const HANG_MS = 180_000

export const hasTmux = Bun.which("tmux") !== null

export async function openTerminal(
  machine: TerminalMachine,
  command: string,
  { columns = 150, rows = 50, env = {} }: TerminalOptions = {},
): Promise<Terminal> {
  const socket = join(machine.root, `tmux-${crypto.randomUUID().slice(0, 8)}`)
  const surroundings = { LANG: "C.UTF-8", TERM: "xterm-256color", COLORTERM: "truecolor", ...env }
  const tmux = async (...words: string[]) => {
    const ran = await machine.spawn(["tmux", "-u", "-S", socket, "-f", "/dev/null", ...words], {
      env: surroundings,
    })
    if (ran.code !== 0) throw new Error(`tmux ${words[0]} ended with ${ran.code}: ${ran.stderr}`)
    return ran.stdout
  }
  const size = ["-x", String(columns), "-y", String(rows)]
  await tmux("new-session", "-d", ...size, "-s", "main", command)
  const text = () => tmux("capture-pane", "-p", "-t", "main")
  return {
    text,
    coloured: () => tmux("capture-pane", "-p", "-e", "-N", "-t", "main"),
    type: async (letters) => void (await tmux("send-keys", "-t", "main", "-l", letters)),
    press: async (key) => void (await tmux("send-keys", "-t", "main", key)),
    until: async (holds) => {
      const end = Date.now() + HANG_MS
      for (;;) {
        const screen = await text()
        if (await holds(screen)) return screen
        if (Date.now() > end) throw new Error(`It never came; the screen is:\n${screen}`)
        await Bun.sleep(LOOK_MS)
      }
    },
    close: async () => void (await tmux("kill-server").catch(() => {})),
  }
}
