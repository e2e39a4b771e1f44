// The disk is read before the command runs: an answer counts only while nothing in the command can have changed it.
import { afterEach, describe, expect, test } from "bun:test"
import { removeScratches, scratch } from "./scratch-repository.ts"

afterEach(removeScratches)

describe("nothing would be lost now, but perhaps by then:", () => {
  test.each([
    "git stash pop && git checkout -- .",
    "git stash pop; git reset --hard",
    "echo x > new.ts; git clean -fd",
    "echo x > new.ts && git clean -fdx",
    "touch new.ts; git clean -f",
    "cp a.ts precious.ts; git clean -fd",
    "rm .gitignore; git clean -fd",
    "./build.sh; git checkout -- .",
    "npm test; git reset --hard",
    "make && git clean -fdx",
    "source env.sh && git reset --hard",
    "bash script.sh; git reset --hard",
    "sed -i s/a/b/ a.ts; git checkout a.ts b.ts",
    "git checkout side; git branch -D main",
    "git merge side && git reset --hard HEAD",
    "while true; do git checkout -- .; git stash pop; done",
    "for i in 1 2; do git checkout -- .; echo x > a.ts; done",
    "until false; do git clean -fd; touch x; done",
    "git checkout -- . & git stash pop",
    "git stash pop & git checkout -- .",
    "git stash pop | git checkout -- .",
    "git checkout -- . | git stash pop",
    "{ sleep 1; git reset --hard; } & git stash pop",
    "trap 'git reset --hard' EXIT; git stash pop",
    "coproc git checkout -- . ; git stash pop",
    "watch git reset --hard",
    "echo 'git reset --hard' | at now",
    "alias g='git reset --hard'; git stash pop; g",
    "git config alias.x 'reset --hard'",
    "git rebase -x 'git reset --hard' main",
    "git bisect run git reset --hard",
    "git submodule foreach git reset --hard",
    "ssh host 'git reset --hard'",
    "docker exec box git reset --hard",
    "find . -maxdepth 1 -exec git reset --hard ';'",
    "false && cd clean; git reset --hard",
    "test -d src && cd src; git checkout -- .",
    "f() { git stash pop; }; f; git checkout -- .",
    "echo $(git stash pop); git checkout -- .",
    "cat <(git stash pop) && git checkout -- .",
    "git reset --hard > a.ts",
    "git fetch --prune && git branch -D side",
  ])("%s", async (command) => {
    const it = scratch()
    it.git("branch", "side")
    const stateless = it.stateless(command)
    expect(stateless.kind).not.toBe("allow")
    expect((await it.judge(command)).kind).not.toBe("allow")
  })
})

describe("what comes before only looks, or only takes away what is asked about too:", () => {
  test.each([
    "git status && git reset --hard",
    "git diff | head -20; git checkout -- .",
    "pwd; ls -la && cat a.ts; git reset --hard",
    "cd src; git checkout -- .",
    "cd src && git checkout -- . && bun test",
    "git checkout -- a.ts && npm test",
    "git reset --hard && git clean -fd && git status",
    "git checkout -- . && git clean -fdx",
    "git restore . ; git reset --hard; git stash list",
    "rm -rf dist && git checkout -- .",
    "for f in a.ts b.ts; do git checkout -- $f; done",
    "if git diff --quiet; then git reset --hard; fi",
    "git reset --hard 2>/dev/null || true",
    "(cd src && git checkout .)",
    "echo $(git status) && git reset --hard",
    "export CI=1; git reset --hard",
    "timeout 10 git reset --hard",
    "git reset --hard & wait",
  ])("%s", async (command) => {
    const it = scratch()
    it.git("branch", "side")
    it.write("dist/x.js")
    expect(await it.judge(command)).toMatchObject({ kind: "allow" })
  })
})

test("a discard after a harmless one is asked about as well", async () => {
  const it = scratch()
  it.write("a.ts", "changed\n")
  expect(await it.judge("git checkout -- b.ts; git checkout -- a.ts")).toMatchObject({
    kind: "ask",
    evidence: "1 file with uncommitted changes: a.ts",
  })
})

test("a rule that nothing recovers is the answer, whatever the disk says", async () => {
  const it = scratch()
  expect(await it.judge("git reset --hard && git push --force")).toMatchObject({ kind: "ask" })
  expect(await it.judge("git reset --hard; rm -rf /")).toMatchObject({ kind: "deny" })
})
