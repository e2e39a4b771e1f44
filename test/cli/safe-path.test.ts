// PATH for programs that Ralex starts: nothing that a cloned project could have put there.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { safePath } from "../../cli/safe-path.ts"
import { createSandbox, type Sandbox } from "./sandbox.ts"

let sandbox: Sandbox
let inside: (path: string) => string
beforeAll(() => {
  sandbox = createSandbox()
  inside = (path) => join(sandbox.project, path)
  mkdirSync(inside("deep/bin"), { recursive: true })
  mkdirSync(join(sandbox.home, ".bun", "bin"), { recursive: true })
  symlinkSync(inside("deep/bin"), join(sandbox.root, "alias"))
})
afterAll(() => sandbox.remove())

test("what is relative, in the project, or a link into it, is left out; the order of the rest stays", () => {
  const hostile = [
    "",
    ".",
    "bin",
    "node_modules/.bin",
    inside("deep/bin"),
    inside("."),
    join(sandbox.root, "alias"),
  ]
  const above = join(sandbox.root, "node_modules", ".bin") // npm adds these of every folder above
  const good = ["/usr/local/bin", join(sandbox.home, ".bun", "bin"), "/usr/bin"]
  const path = [...hostile, above, ...good].join(":")
  expect(safePath(path, inside("deep"), sandbox.home)).toBe(good.join(":"))
})

test("standing in the home folder, one's own programs still count", () => {
  const own = join(sandbox.home, ".bun", "bin")
  expect(safePath(`.:${own}:/usr/bin`, sandbox.home, sandbox.home)).toBe(`${own}:/usr/bin`)
})
