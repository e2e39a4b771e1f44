// A shell with a command in its hands is led elsewhere before it runs it, by real bash and, where there is one, real zsh.
import { afterAll, describe, expect, test } from "bun:test"
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { shellEntry, shellKind } from "../../../plugin/sandbox/shell-entry.ts"

const root = mkdtempSync(join(tmpdir(), "ralex-entry-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const shells = ["bash", "zsh"].flatMap((name) => Bun.which(name) ?? [])

function run(shell: string, command: string, env: Record<string, string>) {
  const { stdout, stderr, exitCode } = Bun.spawnSync([shell, "-c", command], {
    env: { PATH: process.env.PATH, HOME: root, ...env },
  })
  return { out: stdout.toString(), err: stderr.toString(), code: exitCode }
}

describe.each(shells)("%s", (shell) => {
  const kind = shellKind(shell)
  if (kind === undefined) throw new Error("an unknown shell")
  const entryWith = (name: string, outer: Record<string, string> = {}) =>
    shellEntry({ shell, kind, folder: join(root, `it's ${kind} ${name}`) }, outer)

  test("runs what it is led to and not its command, with its exit code", () => {
    const env = entryWith("a").enter({ id: "call_1", sandboxed: "echo inside; exit 7" })
    expect(run(shell, "echo outside", env)).toMatchObject({ out: "inside\n", code: 7 })
  })

  test("without the entry runs its command", () => {
    expect(run(shell, "echo outside", {})).toMatchObject({ out: "outside\n", code: 0 })
  })

  test("runs nothing where what it is led to is no shell syntax, or is not there", () => {
    const entry = entryWith("b")
    const broken = run(shell, "echo outside", entry.enter({ id: "call_2", sandboxed: "fi )" }))
    expect(broken.out).toBe("")
    expect(broken.code).not.toBe(0)
    const env = entry.enter({ id: "call_3", sandboxed: "echo inside" })
    entry.leave("call_3")
    const gone = run(shell, "echo outside", env)
    expect(gone.out).toBe("")
    expect(gone.code).not.toBe(0)
  })

  test("what it starts is not led again, and has its own variables back", () => {
    const outer = { [kind === "bash" ? "BASH_ENV" : "ZDOTDIR"]: `/of/the/person's` }
    const env = entryWith("c", outer).enter({ id: "call_4", sandboxed: "env" })
    const { out } = run(shell, "echo outside", env)
    expect(out).toContain("/of/the/person's")
    expect(out).not.toContain("RALEX_SANDBOX_CALL")
    const bare = run(shell, "true", entryWith("d").enter({ id: "call_5", sandboxed: "env" }))
    expect(bare.out).not.toMatch(/^(BASH_ENV|ZDOTDIR)=/m)
  })

  test("keeps what it is led to from other users, and leaves nothing behind", () => {
    const entry = entryWith("e")
    const { RALEX_SANDBOX_CALL: file = "" } = entry.enter({ id: "../call 6", sandboxed: "true" })
    expect(file).toStartWith(join(root, `it's ${kind} e`))
    expect(statSync(file).mode & 0o077).toBe(0)
    entry.leave("../call 6")
    expect(existsSync(file)).toBe(false)
    entry.close()
    expect(existsSync(join(root, `it's ${kind} e`))).toBe(false)
  })
})

test("other shells read no such file", () => {
  expect(["/bin/sh", "/usr/bin/fish", "dash", "/bin/bash-static"].map(shellKind)).toEqual(
    Array(4).fill(undefined),
  )
})
