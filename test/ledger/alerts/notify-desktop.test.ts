// Desktop notifications: which program is started, with the text as an argument and never as code.
import { afterAll, describe, expect, test } from "bun:test"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { desktopCommand } from "../../../ledger/alerts/desktop-command.ts"
import { notifyDesktop } from "../../../ledger/alerts/notify-desktop.ts"

const folder = mkdtempSync(join(tmpdir(), "ralex-desktop-"))
afterAll(() => rmSync(folder, { recursive: true }))

const hostile = `Ralex: "$(touch x)" '; Remove-Item x; ' \`x\` " & do shell script "x"`
const everywhere = () => true

describe("the command", () => {
  test("of Linux has the text as its last argument, after the end of the options", () => {
    expect(desktopCommand(hostile, "linux", everywhere)).toEqual([
      "/usr/bin/notify-send",
      "--app-name=Ralex",
      "--",
      "Ralex",
      hostile,
    ])
  })

  test("of macOS has a fixed script and the text as its argument", () => {
    const command = desktopCommand(hostile, "darwin", everywhere)
    expect(command?.[0]).toBe("/usr/bin/osascript")
    expect(command?.slice(1, -1)).toEqual(desktopCommand("other", "darwin", everywhere)?.slice(1, -1))
    expect(command?.at(-1)).toBe(hostile)
  })

  test("of Windows has the text as base64 in single quotes, and no double quote", () => {
    const script = desktopCommand(hostile, "win32", everywhere)?.at(-1) ?? ""
    const encoded = /FromBase64String\('([A-Za-z0-9+/=]*)'\)/.exec(script)?.[1] ?? ""
    expect(Buffer.from(encoded, "base64").toString()).toBe(hostile)
    expect(script).not.toContain('"')
  })

  test("is a program by its whole path, or nothing", () => {
    const nowhere = () => false
    expect(desktopCommand("x", "linux", nowhere)).toBeUndefined()
    expect(desktopCommand("x", "freebsd", everywhere)).toBeUndefined()
    expect(desktopCommand("x", "linux", (path) => path.startsWith("/run/"))?.[0]).toStartWith(
      "/run/current-system/",
    )
    for (const platform of ["linux", "darwin", "win32"] as const)
      expect(desktopCommand("x", platform, everywhere)?.[0]).toMatch(/^(\/|C:\\)/)
  })
})

describe("showing", () => {
  test("starts the program with just these arguments", async () => {
    const [program, shown] = [join(folder, "notify-send"), join(folder, "shown")]
    writeFileSync(program, `#!/bin/sh\nprintf '%s\\n' "$@" > ${shown}.part && mv ${shown}.part ${shown}\n`)
    chmodSync(program, 0o755)
    notifyDesktop([program, "--", hostile])
    const end = Date.now() + 20_000
    while (!existsSync(shown) && Date.now() < end) await Bun.sleep(5)
    expect(readFileSync(shown, "utf8")).toBe(`--\n${hostile}\n`)
  })

  test.each([[undefined], [[join(folder, "absent"), "x"]]])(
    "%j shows nothing and is no exception",
    (command) => {
      expect(() => notifyDesktop(command)).not.toThrow()
    },
  )
})
