// How a command gets into the sandbox without a change of its text, which OpenCode still matches against the person's own
// permissions and which the model reads again: before bash or zsh run what they were given, they read a file that the
// environment names, and that file hands over to the sandbox and never comes back.
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"

export interface ShellEntry {
  /** Environment of the shell that OpenCode starts for this command. */
  enter: (call: { id: string; sandboxed: string }) => Record<string, string>
  /** The command has ended. */
  leave: (id: string) => void
  close: () => void
}

type Shell = "bash" | "zsh"

/** @returns undefined for a shell that reads no such file. */
export function shellKind(shell: string): Shell | undefined {
  const name = basename(shell)
  return name === "bash" || name === "zsh" ? name : undefined
}

/**
 * @param folder Of this process alone, and not writable from within the sandbox.
 * @param outer What the variables used here held before; the command gets it back.
 */
export function shellEntry(
  { shell, kind, folder }: { shell: string; kind: Shell; folder: string },
  outer: Record<string, string | undefined>,
): ShellEntry {
  const variable = kind === "bash" ? "BASH_ENV" : "ZDOTDIR"
  const file = join(folder, kind === "bash" ? "enter.sh" : ".zshenv")
  const fileOf = (id: string) => join(folder, `${id.replace(/[^\w-]/g, "_")}.sh`)
  return {
    enter: ({ id, sandboxed }) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      chmodSync(folder, 0o700)
      // Without an `exec` that fails the shell would go on to the command itself: so it never returns.
      const flags = kind === "bash" ? "--noprofile --norc" : "-f"
      write(file, `unset ${variable}\nexec ${quote(shell)} ${flags} "$RALEX_SANDBOX_CALL"\nexit 126\n`)
      const before = outer[variable]
      const restore = before === undefined ? "" : `export ${variable}=${quote(before)}\n`
      write(fileOf(id), `unset RALEX_SANDBOX_CALL\n${restore}${sandboxed}\n`)
      return { [variable]: kind === "bash" ? file : folder, RALEX_SANDBOX_CALL: fileOf(id) }
    },
    leave: (id) => rmSync(fileOf(id), { force: true }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function write(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 })
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
