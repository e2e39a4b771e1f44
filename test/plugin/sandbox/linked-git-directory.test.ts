// A worktree's `.git` file is believed only where git itself says the same: a project could name any folder in it.
import { afterAll, expect, test } from "bun:test"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { linkedGitDirectory } from "../../../plugin/sandbox/linked-git-directory.ts"

const root = realpathSync(mkdtempSync(join(tmpdir(), "ralex-linked-")))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function git(...words: string[]): void {
  const { success, stderr } = Bun.spawnSync(
    ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", ...words],
    { cwd: root },
  )
  if (!success) throw new Error(stderr.toString())
}

test("a real one is where git keeps it, an ordinary repository has none", () => {
  git("init", "-q", "main")
  git("-C", "main", "commit", "-q", "--allow-empty", "-m", "first")
  git("-C", "main", "worktree", "add", "-q", "../linked")
  expect(linkedGitDirectory(join(root, "linked"))).toBe(join(root, "main", ".git"))
  expect(linkedGitDirectory(join(root, "main"))).toBeUndefined()
  expect(linkedGitDirectory(root)).toBeUndefined()
})

test.each([
  ["a folder of the person's", () => join(root, "home", ".ssh")],
  ["a made-up one two levels down", () => join(root, "home", ".ssh", "worktrees", "x")],
  ["the folder of another worktree", () => join(root, "main", ".git", "worktrees", "linked")],
])("%s is not believed", (_what, target) => {
  const evil = mkdtempSync(join(root, "evil-"))
  mkdirSync(target(), { recursive: true })
  writeFileSync(join(evil, ".git"), `gitdir: ${target()}\n`)
  expect(linkedGitDirectory(evil)).toBeUndefined()
})
