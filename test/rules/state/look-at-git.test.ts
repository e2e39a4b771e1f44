// Git commands that throw something away, in real repositories: allowed when nothing is lost, else told what is.
import { afterEach, describe, expect, test } from "bun:test"
import { mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { gitIn, removeScratches, type Scratch, scratch } from "./scratch-repository.ts"

afterEach(removeScratches)

async function losses(it: Scratch, command: string, cwd?: string): Promise<string> {
  const verdict = await it.judge(command, cwd === undefined ? {} : { cwd })
  if (verdict.kind === "allow") return "nothing"
  return verdict.reason.split("It would lose ")[1] ?? "unknown"
}

const CLEAN = [
  "git checkout -- .",
  "git checkout .",
  "git checkout -f",
  "git checkout -f main",
  "git checkout HEAD -- src/a.ts",
  "git checkout HEAD src/a.ts",
  "git checkout -q -- a.ts b.ts",
  "git restore .",
  "git restore --staged --worktree src",
  "git restore -SW -s HEAD a.ts",
  "git switch -f main",
  "git switch --discard-changes -q main",
  "git reset --hard",
  "git reset --hard HEAD",
  "git reset --merge -q",
  "git clean -fd",
  "git clean -fdx",
  "git stash drop",
  "git stash clear",
  "git branch -D merged",
  "git branch -D nothing-of-that-name",
  "git -C src checkout .",
  "sudo git reset --hard",
  "bash -c 'git reset --hard && git clean -fd'",
  "git status --short && git reset --hard && git clean -fdx",
  "git reset --hard 2>&1 | tail -3",
  "cd src && git checkout -- a.ts",
]

describe("nothing is lost", () => {
  test.each(CLEAN)("by %s in a clean repository", async (command) => {
    const it = scratch()
    it.git("branch", "merged")
    it.write("node_modules/x/index.js")
    it.write("src/x.log")
    expect(it.stateless(command)).toMatchObject({ kind: "ask" })
    expect(await it.judge(command)).toEqual({ kind: "allow", because: expect.stringMatching(/\w/) })
  })

  test("where files were only deleted", async () => {
    const it = scratch()
    rmSync(join(it.root, "a.ts"))
    it.git("rm", "-q", "b.ts")
    for (const command of ["git checkout -- a.ts", "git restore .", "git reset --hard"])
      expect(await losses(it, command)).toBe("nothing")
  })

  test("of what is staged, when only the working tree is overwritten from the index", async () => {
    const it = scratch()
    it.write("a.ts", "staged\n")
    it.git("add", "a.ts")
    expect(await losses(it, "git checkout -- a.ts")).toBe("nothing")
    expect(await losses(it, "git restore a.ts")).toBe("nothing")
    expect(await losses(it, "git checkout HEAD -- a.ts")).toBe("1 file with uncommitted changes: a.ts.")
  })

  test("in a repository in a temporary folder that is not the project", async () => {
    const it = scratch()
    const [temporary = ""] = it.context.temp
    gitIn(temporary, ["clone", "-q", it.root, "clone"], it.context.home)
    expect(await losses(it, `git -C ${temporary}/clone reset --hard HEAD`)).toBe("nothing")
  })
})

describe("what would be lost is named", () => {
  test("each change, counted, and the first of many by name", async () => {
    const it = scratch()
    for (const name of ["a.ts", "b.ts", "src/a.ts"]) it.write(name, "changed\n")
    expect(await losses(it, "git checkout -- .")).toBe(
      "3 files with uncommitted changes: a.ts, b.ts, src/a.ts.",
    )
    expect(await losses(it, "cd src && git checkout -- .")).toBe("1 file with uncommitted changes: src/a.ts.")
    for (let index = 10; index < 27; index++) it.write(`n/${index}`)
    expect(await losses(it, "git clean -fd")).toBe(
      "17 files that are in no commit: n/10, n/11, n/12, n/13, n/14 and 12 more.",
    )
  })

  test.each([
    ["git checkout -- a.ts", true],
    ["git checkout -- 'a*'", true],
    ["git checkout -- src", false],
    ["git checkout -- ':!a.ts'", false],
    ["git restore a.ts b.ts", true],
    ["git restore b.ts", false],
    ["git checkout HEAD a.ts", true],
    ["git checkout HEAD b.ts", false],
    ["git -C src checkout .", false],
    ["git -C src checkout -- ..", true],
    ["git checkout a.ts", true],
    ["git checkout src", false],
  ])("%s", async (command, lost) => {
    const it = scratch()
    it.write("a.ts", "changed\n")
    expect(await losses(it, command)).toBe(lost ? "1 file with uncommitted changes: a.ts." : "nothing")
  })

  test("files that are staged and in no commit, and files in the way of a commit's own", async () => {
    const it = scratch()
    it.write("new.ts")
    it.git("add", "new.ts")
    expect(await losses(it, "git reset --hard")).toBe("1 file with uncommitted changes: new.ts.")
    it.git("commit", "-qm", "new")
    it.git("branch", "side")
    it.git("reset", "-q", "HEAD~1")
    expect(await losses(it, "git checkout side -- new.ts")).toBe("1 file that is in no commit: new.ts.")
    expect(await losses(it, "git switch -f side")).toBe("1 file that is in no commit: new.ts.")
    expect(await losses(it, "git checkout side -- src")).toBe("nothing")
  })

  test("conflicts that somebody is resolving", async () => {
    const it = scratch()
    it.git("checkout", "-qb", "side")
    it.write("a.ts", "theirs\n")
    it.git("commit", "-qam", "theirs")
    it.git("checkout", "-q", "main")
    it.write("a.ts", "ours\n")
    it.git("commit", "-qam", "ours")
    expect(() => it.git("merge", "side")).toThrow()
    expect(await losses(it, "git reset --merge")).toBe("1 file with uncommitted changes: a.ts.")
  })

  test("commits that only this branch has", async () => {
    const it = scratch()
    it.git("commit", "-qm", "second", "--allow-empty")
    const hash = it.git("rev-parse", "--short", "HEAD").trim()
    const lost = `1 commit that is on no other branch: ${hash} second.`
    expect(await losses(it, "git reset --hard HEAD~1")).toBe(lost)
    it.write("a.ts", "changed\n")
    expect(await losses(it, "git reset --keep HEAD~1")).toBe(lost)
    expect(await losses(it, "git reset --keep HEAD")).toBe("nothing")
    expect(await losses(it, "git checkout -B main HEAD~1")).toBe(lost)
    expect(await losses(it, "git update-ref refs/heads/main HEAD~1")).toBe(lost)
    expect(await losses(it, "git checkout -B main")).toBe("nothing")
    expect(await losses(it, "git checkout -B new HEAD~1")).toBe("nothing")
    it.git("checkout", "-q", "a.ts")
    it.git("branch", "copy")
    expect(await losses(it, "git reset --hard HEAD~1")).toBe("nothing")
    it.git("checkout", "-q", "-b", "other", "HEAD~1")
    expect(await losses(it, "git branch -D copy")).toBe("nothing")
    expect(await losses(it, "git branch -D copy main")).toBe(lost)
    it.git("tag", "v1", "copy")
    expect(await losses(it, "git branch -D copy main")).toBe("nothing")
  })

  test("commits that were pushed are not lost", async () => {
    const it = scratch()
    it.git("checkout", "-qb", "feature")
    it.git("commit", "-qm", "second", "--allow-empty")
    it.git("update-ref", "refs/remotes/origin/feature", "HEAD")
    it.git("checkout", "-q", "main")
    expect(await losses(it, "git branch -D feature")).toBe("nothing")
    expect(await losses(it, "git switch -C feature main")).toBe("nothing")
    expect(await losses(it, "git branch -M main feature")).toBe("nothing")
    expect(await losses(it, "git fetch origin +main:feature")).toBe("nothing")
  })

  test("stashes, by what they say", async () => {
    const it = scratch()
    for (const name of ["a.ts", "b.ts"]) {
      it.write(name, "changed\n")
      it.git("stash", "push", "-qm", `work on ${name}`)
    }
    expect(await losses(it, "git stash drop")).toBe("1 stash: On main: work on b.ts.")
    expect(await losses(it, "git stash drop stash@{1}")).toBe("1 stash: On main: work on a.ts.")
    expect(await losses(it, "git stash clear")).toStartWith("2 stashes: ")
  })

  test("linked working trees: their files, and commits that no branch has", async () => {
    const it = scratch()
    const linked = join(it.root, "..", "linked")
    it.git("worktree", "add", "-q", "--detach", linked)
    const remove = "git worktree remove --force ../linked"
    expect(await losses(it, remove)).toBe("nothing")
    expect(await losses(it, "rm -rf ../linked")).toBe("nothing")
    gitIn(linked, ["commit", "-qm", "only here", "--allow-empty"], it.context.home)
    expect(await losses(it, remove)).toMatch(/^1 commit that is on no other branch: \w+ only here\.$/)
    expect(await losses(it, "rm -rf ../linked")).toMatch(/^1 commit that is on no other branch/)
    it.git("branch", "kept", gitIn(linked, ["rev-parse", "HEAD"], it.context.home).trim())
    expect(await losses(it, remove)).toBe("nothing")
    gitIn(linked, ["rm", "-q", "--cached", "a.ts"], it.context.home)
    expect(await losses(it, remove)).toMatch(/^1 file that is in no commit: .*linked\/a\.ts\.$/)
  })
})

describe("git clean", () => {
  const TABLE: [string, string][] = [
    ["git clean -f", "1 file that is in no commit: new.ts."],
    ["git clean -fd", "2 files that are in no commit: new.ts, notes/a.md."],
    ["git clean -f src", "nothing"],
    ["git clean -fd -- notes", "1 file that is in no commit: notes/a.md."],
    ["git clean -f notes", "1 file that is in no commit: notes/a.md."],
    ["git clean -fdX", "2 files that git ignores and no build makes: .env, data."],
    ["git clean -fX", "1 file that git ignores and no build makes: .env."],
    ["git clean -fdx src", "nothing"],
    ["git clean -fd -e new.ts", "unknown"],
  ]
  test.each(TABLE)("%s", async (command, lost) => {
    const it = scratch()
    for (const path of ["new.ts", "notes/a.md", ".env", "data/x.sqlite", "dist/i.js", "src/x.log"])
      it.write(path)
    expect(await losses(it, command)).toBe(lost)
  })

  test("of a directory that holds nothing tracked, in that directory", async () => {
    const it = scratch()
    it.write("notes/a.md")
    expect(await losses(it, "git clean -f", join(it.root, "notes"))).toBe(
      "1 file that is in no commit: notes/a.md.",
    )
  })

  test("forced twice takes repositories along, but not those whose commits are elsewhere", async () => {
    const it = scratch()
    mkdirSync(join(it.root, "own"))
    gitIn(join(it.root, "own"), ["init", "-q"], it.context.home)
    gitIn(join(it.root, "own"), ["commit", "-qm", "x", "--allow-empty"], it.context.home)
    gitIn(it.root, ["clone", "-q", ".", "copy"], it.context.home)
    expect(await losses(it, "git clean -fd")).toBe("nothing")
    expect(await losses(it, "git clean -ffd")).toBe("1 git repository of its own: own.")
  })
})

describe("what is not understood to the letter is judged without a look", () => {
  test.each([
    "git --git-dir=../x/.git reset --hard",
    "git --work-tree=.. checkout -- .",
    "GIT_DIR=../x git reset --hard",
    "export GIT_INDEX_FILE=x; git reset --hard",
    "env GIT_WORK_TREE=.. git reset --hard",
    "git -c core.worktree=.. reset --hard",
    "git reset --har",
    "git reset --hard $REF",
    "git reset --hard no-such-ref",
    "git checkout -p -- .",
    "git checkout --pathspec-from-file=x -- .",
    "git checkout -- $FILE",
    "git restore --source=nowhere .",
    "git branch -D @{-1}",
    "git branch -D 'a*' -r",
    "git checkout-index -f -a",
    "git read-tree -u --reset HEAD",
    "git submodule deinit -f .",
    "cd $DIR && git reset --hard",
    "cd no-such-directory; git reset --hard",
  ])("%s", async (command) => {
    const it = scratch()
    const stateless = it.stateless(command)
    expect(stateless.kind).not.toBe("allow")
    expect(await it.judge(command)).toEqual(stateless)
  })

  test("outside of a repository, without git, and in a bare one", async () => {
    const it = scratch({ repository: false })
    expect(await it.judge("git reset --hard")).toEqual(it.stateless("git reset --hard"))
    it.git("init", "-q", "--bare", ".")
    expect(await it.judge("git reset --hard")).toEqual(it.stateless("git reset --hard"))
  })

  test("where git would go on into submodules", async () => {
    const it = scratch()
    it.git("config", "submodule.recurse", "true")
    expect(await it.judge("git reset --hard")).toEqual(it.stateless("git reset --hard"))
  })
})

describe("what is given up", () => {
  /** A merge, rebase or the like of `side` that met a conflict in a.ts. */
  function conflicting(start: (it: Scratch) => void): Scratch {
    const it = scratch()
    it.git("checkout", "-q", "-b", "side")
    it.write("a.ts", "side\n")
    it.git("commit", "-qam", "side")
    it.git("checkout", "-q", "main")
    it.write("a.ts", "main\n")
    it.git("commit", "-qam", "main")
    expect(() => start(it)).toThrow()
    return it
  }

  const operations = [
    ["git merge --abort", ["merge", "side"]],
    ["git rebase --abort", ["rebase", "side"]],
    ["git cherry-pick --abort", ["cherry-pick", "side"]],
  ] as const

  test.each(operations)("%s loses nothing but what it did itself", async (command, start) => {
    const it = conflicting(({ git }) => git(...start))
    it.write("a.ts", "half resolved\n")
    expect(it.stateless(command)).toMatchObject({ kind: "ask", rule: "git.abort" })
    expect(await losses(it, command)).toBe("nothing")
  })

  test.each(operations)("%s would lose other changes", async (command, start) => {
    const it = conflicting(({ git }) => git(...start))
    it.write("b.ts", "an afternoon\n")
    expect(await losses(it, command)).toContain("b.ts")
  })

  test.each(["git rebase --skip", "git merge --abort -q"])("%s is not understood", async (command) => {
    expect(await losses(scratch(), command)).toBe("unknown")
  })
})
