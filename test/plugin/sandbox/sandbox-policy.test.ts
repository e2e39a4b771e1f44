// What a sandboxed command may write and not read, by the places of a machine.
import { describe, expect, test } from "bun:test"
import { sandboxPolicy } from "../../../plugin/sandbox/sandbox-policy.ts"

const places = {
  project: "/projects/app",
  directory: "/projects/app/web",
  home: "/home/me",
  temp: ["/tmp"],
  protected: {
    ralexData: ["/home/me/.local/share/ralex"],
    ralexConfig: ["/home/me/.config/ralex"],
    opencodeData: ["/home/me/.local/share/opencode"],
    opencodeConfig: ["/home/me/.config/opencode"],
  },
  gitDirectory: undefined,
  hosts: undefined,
  exists: () => true,
}

const pathsIn = (entries: readonly (string | { path: string })[]) =>
  entries.map((entry) => (typeof entry === "string" ? entry : entry.path))

describe("a sandboxed command", () => {
  const { filesystem, network } = sandboxPolicy(places)

  test.each(["/projects/app", "/projects/app/web", "/tmp", "/home/me/.cache", "/home/me/.npm"])(
    "may write in %s",
    (path) => expect(pathsIn(filesystem.allowWrite)).toContain(path),
  )

  test("may write nowhere else", () => {
    const elsewhere = pathsIn(filesystem.allowWrite).filter(
      (path) => !/^\/(projects\/app|tmp|home\/me\/[\w.])/.test(path),
    )
    expect(elsewhere).toEqual([])
    expect(pathsIn(filesystem.allowWrite)).not.toContain("/home/me")
  })

  test.each([
    "/projects/app/ralex.yaml",
    "/projects/app/opencode.json",
    "/projects/app/web/.opencode/plugin",
    "/home/me/.config/ralex",
    "/home/me/.config/opencode",
  ])("may not write %s, which decides what it may do", (path) =>
    expect(pathsIn(filesystem.denyWrite)).toContain(path),
  )

  test.each([
    "/home/me/.ssh/id_*",
    "/home/me/.aws/credentials",
    "/home/me/.aws/sso/cache",
    "/home/me/.netrc",
    "/home/me/.local/share/ralex",
    "/home/me/.local/share/opencode/auth.json",
    "/home/me/.local/share/opencode/opencode.db-wal",
  ])("may not read %s", (path) => expect(pathsIn(filesystem.denyRead)).toContain(path))

  test("may read what OpenCode keeps of long outputs", () => {
    expect(pathsIn(filesystem.denyRead)).not.toContain("/home/me/.local/share/opencode")
  })

  test("reaches any host, and with a list only those", () => {
    expect(network.allowedDomains).toBeUndefined()
    expect(sandboxPolicy({ ...places, hosts: ["github.com"] }).network.allowedDomains).toEqual(["github.com"])
    expect(sandboxPolicy({ ...places, hosts: [] }).network.allowedDomains).toEqual([])
  })

  test("in a linked worktree may commit, and not change hooks or settings", () => {
    const linked = sandboxPolicy({ ...places, gitDirectory: "/projects/main/.git" }).filesystem
    expect(pathsIn(linked.allowWrite)).toContain("/projects/main/.git")
    expect(pathsIn(linked.denyWrite)).toContain("/projects/main/.git/hooks")
    expect(pathsIn(linked.denyWrite)).toContain("/projects/main/.git/config")
  })

  test("is given nothing that is not there", () => {
    const bare = sandboxPolicy({ ...places, exists: (path) => path === "/projects/app" }).filesystem
    expect(pathsIn(bare.allowWrite)).toEqual(["/projects/app"])
    expect(bare.denyWrite).toEqual([])
  })
})
