// What is read of a project: its files as they are, and nothing that a link, a pipe or a broken index leads to.
import { afterAll, describe, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { readProject } from "../../../plugin/workflows/read-project.ts"

const roots: string[] = []
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true })
})

/** A machine with a home and a project of these files. */
function machine(files: Record<string, string>): { project: string; home: string; root: string } {
  const root = mkdtempSync(join(tmpdir(), "ralex-workflows-"))
  roots.push(root)
  const place = { root, project: join(root, "project"), home: join(root, "home") }
  for (const folder of [place.project, place.home]) mkdirSync(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return place
}

describe("each generation", () => {
  test("none: a new project gets the first one's layout", () => {
    expect(readProject(machine({}))).toMatchObject({
      exists: false,
      layout: { root: ".agent-os" },
      specs: [],
    })
  })

  test("the first, with a person's own standards where the project has none", () => {
    const found = readProject(
      machine({
        "project/.agent-os/product/mission.md": "Why",
        "project/.agent-os/product/tech-stack.md": " \n",
        "project/.agent-os/specs/2026-01-01-login/tasks.md": "- [ ] 1. A",
        "project/.git/HEAD": "ref: refs/heads/feature/x\n",
        "project/.git/config": '[remote "origin"]\n',
        "home/.agent-os/standards/code-style.md": "Tabs",
      }),
    )
    expect(found).toMatchObject({
      exists: true,
      product: ["mission.md"], // the other one is empty: a write that was cut off
      specs: [{ name: "2026-01-01-login", files: ["tasks.md"], tasks: "- [ ] 1. A" }],
      standards: [{ path: "~/.agent-os/standards/code-style.md", text: "Tabs" }],
      branch: "feature/x",
      delivery: { remote: true },
    })
  })

  test("in a linked worktree, too, where git keeps its files elsewhere", () => {
    const { root, project } = machine({ "main/a.txt": "a", "project/.agent-os/product/mission.md": "Why" })
    rmSync(project, { recursive: true })
    const git = (...words: string[]) =>
      Bun.spawnSync(["git", "-c", "user.name=D", "-c", "user.email=d@example.com", ...words], {
        cwd: join(root, "main"),
      })
    git("init", "-q")
    git("commit", "-q", "--allow-empty", "-m", "first")
    git("remote", "add", "origin", "https://example.com/x.git")
    expect(git("worktree", "add", "-q", "-b", "feature/y", project).exitCode).toBe(0)
    expect(readProject({ project, home: root })).toMatchObject({
      branch: "feature/y",
      delivery: { remote: true },
    })
  })

  test("the second", () => {
    const found = readProject(
      machine({
        "project/agent-os/config.yml": "version: 2.1.1\n",
        "project/agent-os/standards/global/git-workflow.md": "Squash",
        "home/.agent-os/standards/code-style.md": "Tabs",
      }),
    )
    expect(found.layout.generation).toBe(2)
    expect(found.standards.map(({ path }) => path)).toEqual(["agent-os/standards/global/git-workflow.md"])
    expect(found.delivery.documents).toEqual(["agent-os/standards/global/git-workflow.md"])
  })

  test("the third, with what its index says of each standard", () => {
    const found = readProject(
      machine({
        "project/agent-os/standards/index.yml":
          "root:\n  naming:\n    description: Names\napi:\n  errors:\n    description: How errors look\n  gone: null\nempty: null\n",
        "project/agent-os/standards/naming.md": "N",
        "project/agent-os/standards/api/errors.md": "E",
      }),
    )
    expect(found.layout.generation).toBe(3)
    expect(found.standards.map(({ description }) => description)).toEqual(["How errors look", "Names"])
  })
})

describe("nothing is read", () => {
  test("through a link that leads out of the folder, nor where the folder itself is one", () => {
    const place = machine({
      "home/.ssh/id": "KEY",
      "home/.ssh/deploy-KEY.md": "",
      "project/.agent-os/product/mission.md": "Why",
    })
    mkdirSync(join(place.project, ".agent-os/standards"))
    symlinkSync(join(place.home, ".ssh/id"), join(place.project, ".agent-os/standards/code-style.md"))
    symlinkSync(join(place.home, ".ssh"), join(place.project, ".agent-os/specs"))
    symlinkSync(join(place.home, ".ssh"), join(place.project, "docs"))
    symlinkSync(join(place.home, ".ssh/id"), join(place.project, "package.json"))
    expect(JSON.stringify(readProject(place))).not.toContain("KEY")

    const linked = machine({ "home/all/standards/code-style.md": "KEY" })
    symlinkSync(join(linked.home, "all"), join(linked.project, ".agent-os"))
    expect(readProject(linked)).toMatchObject({ exists: false, standards: [] })
  })

  test.each(["{", "- a\n- b", "root: text", "a: &a [*a]", ""])("out of the broken index %j", (index) => {
    const place = machine({
      "project/agent-os/standards/index.yml": index,
      "project/agent-os/standards/naming.md": "N",
    })
    expect(readProject(place).standards).toMatchObject([{ description: "", text: "N" }])
  })
})
