// Which shell sandboxed commands run in: never one that lies where a model can write.
import { expect, test } from "bun:test"
import { chooseShell } from "../../../plugin/sandbox/choose-shell.ts"

const which = (name: string) =>
  ({ bash: "/bin/bash", zsh: "/usr/bin/zsh", fish: "/usr/bin/fish" })[name] ?? null
const isWritable = (path: string) => path.startsWith("/projects/app/")

test.each([
  ["what OpenCode is set to", { configured: "/usr/bin/zsh", login: "/bin/bash" }, "/usr/bin/zsh"],
  ["a name", { configured: "zsh", login: undefined }, "/usr/bin/zsh"],
  ["the person's own", { configured: undefined, login: "/opt/bin/bash" }, "/opt/bin/bash"],
  ["bash for fish, which can not be led", { configured: "fish", login: "/usr/bin/fish" }, "/bin/bash"],
  ["bash for a program of the project", { configured: "/projects/app/bash", login: undefined }, "/bin/bash"],
  ["bash for no text", { configured: { a: 1 }, login: undefined }, "/bin/bash"],
])("%s", (_what, { configured, login }, chosen) => {
  expect(chooseShell({ configured, login, which, isWritable })).toBe(chosen)
})

test("none where there is none", () => {
  const nothing = { configured: undefined, login: "/bin/sh", which: () => null, isWritable }
  expect(chooseShell(nothing)).toBeUndefined()
})
