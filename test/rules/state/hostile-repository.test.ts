// A repository that would start programs whenever git looks at it: a look at it starts none.
import { afterEach, expect, test } from "bun:test"
import { chmodSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createLook, judgeCommandWithState } from "../../../rules/index.ts"
import { gitIn, removeScratches, type Scratch, scratch } from "./scratch-repository.ts"

afterEach(removeScratches)

const LOOKS = [
  "git checkout -- .",
  "git checkout HEAD~1 -- src",
  "git reset --hard HEAD~1",
  "git restore -s HEAD~1 src",
  "git switch -f side",
  "git clean -ffdx",
  "git stash drop",
  "git branch -D side",
  "git worktree remove --force ../linked",
  "git checkout src/a.ts",
  "rm -rf src",
  "rm -rf a.ts nested sub",
]

interface Hostile extends Scratch {
  /** Names of the programs that were started. */
  started: () => string[]
  program: (name: string) => string
  home: string
}

function hostile(): Hostile {
  const it = scratch()
  const home = it.context.home
  const markers = join(home, "markers")
  mkdirSync(markers)
  const program = (name: string) => {
    const path = join(home, `run-${name}`)
    writeFileSync(path, `#!/bin/sh\n: > '${markers}/${name}'\ncat\n`)
    chmodSync(path, 0o755)
    return path
  }
  return { ...it, home, program, started: () => readdirSync(markers) }
}

/** Git must look into the file, since its time is not the one it remembers. */
function touch(it: Scratch): void {
  for (const name of ["a.ts", "src/a.ts"]) utimesSync(join(it.root, name), 1, 1)
}

async function lookAtAll(it: Hostile): Promise<void> {
  for (const command of LOOKS) await it.judge(command)
}

const SETTINGS: [key: string, more?: string][] = [
  ["core.fsmonitor"],
  ["filter.x.clean"],
  ["filter.x.process"],
  ["filter.x.smudge"],
  ["filter.Odd=Name.clean"],
  ["diff.external"],
  ["diff.x.textconv"],
  ["diff.x.command"],
  ["core.pager"],
  ["core.editor"],
  ["core.sshCommand"],
  ["core.askPass"],
  ["core.gitProxy"],
  ["core.alternateRefsCommand"],
  ["credential.helper"],
  ["gpg.program"],
  ["pager.status"],
  ["pager.log"],
  ["alias.status"],
  ["interactive.diffFilter"],
  ["uploadpack.packObjectsHook"],
]

test.each(SETTINGS)("%s starts nothing", async (key) => {
  const it = hostile()
  it.write(".gitattributes", `* filter=${key.split(".")[1]} diff=x\n`)
  it.git("add", ".")
  it.git("commit", "-qm", "second")
  it.git("branch", "side", "HEAD~1")
  it.git("config", key, it.program("setting"))
  it.git("config", "log.showSignature", "true")
  touch(it)
  await lookAtAll(it)
  expect(it.started()).toEqual([])
})

test.each(["core.fsmonitor", "filter.x.clean", "filter.x.process"])(
  "%s is a program that git status would start",
  (key) => {
    const it = hostile()
    it.write(".gitattributes", "* filter=x\n")
    it.git("add", ".")
    it.git("commit", "-qm", "second")
    it.git("config", key, it.program("setting"))
    touch(it)
    try {
      it.git("status")
    } catch {} // it is no real filter
    expect(it.started()).toEqual(["setting"])
  },
)

test("hooks start nothing", async () => {
  const it = hostile()
  it.git("commit", "-qm", "second", "--allow-empty")
  it.git("branch", "side")
  for (const name of [
    "post-index-change",
    "post-checkout",
    "reference-transaction",
    "fsmonitor-watchman",
    "pre-auto-gc",
    "query-watchman",
  ]) {
    const hook = join(it.root, ".git", "hooks", name)
    mkdirSync(join(it.root, ".git", "hooks"), { recursive: true })
    writeFileSync(hook, `#!/bin/sh\nexec '${it.program(name)}' </dev/null\n`)
    chmodSync(hook, 0o755)
  }
  touch(it)
  await lookAtAll(it)
  expect(it.started()).toEqual([])
})

test("a nested repository and a submodule, each with a configuration of its own, start nothing", async () => {
  const it = hostile()
  const other = join(it.home, "other")
  for (const path of [other, join(it.root, "nested")]) {
    mkdirSync(path)
    gitIn(path, ["init", "-q"], it.home)
    writeFileSync(join(path, "f"), "f\n")
    writeFileSync(join(path, ".gitattributes"), "* filter=x\n")
    gitIn(path, ["add", "."], it.home)
    gitIn(path, ["commit", "-qm", "f"], it.home)
  }
  gitIn(it.root, ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other, "sub"], it.home)
  it.git("commit", "-qm", "sub")
  for (const name of ["nested", "sub"]) {
    const path = join(it.root, name)
    gitIn(path, ["config", "core.fsmonitor", it.program(`${name}-fsmonitor`)], it.home)
    gitIn(path, ["config", "filter.x.clean", it.program(`${name}-clean`)], it.home)
    utimesSync(join(path, "f"), 1, 1)
  }
  await lookAtAll(it)
  expect(it.started()).toEqual([])
})

test("a repository whose objects a remote would have to bring is not asked", async () => {
  const it = hostile()
  it.git("config", "core.repositoryFormatVersion", "1")
  it.git("config", "extensions.partialClone", "origin")
  it.git("config", "remote.origin.url", `ext::${it.program("transport")}`)
  it.git("config", "remote.origin.promisor", "true")
  it.git("config", "protocol.ext.allow", "always")
  expect(await it.judge("git checkout -- .")).toEqual(it.stateless("git checkout -- ."))
  expect(it.started()).toEqual([])
})

test("a git that the project brings along is not started, and what looks like the person's own is", async () => {
  const it = hostile()
  const fake = (directory: string) => {
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, "git"), `#!/bin/sh\n: > '${it.home}/markers/git'\n`)
    chmodSync(join(directory, "git"), 0o755)
    return directory
  }
  const judge = (path: string) =>
    judgeCommandWithState("git checkout -- .", it.context, createLook({ path, home: it.home }))
  const theirs = fake(join(it.root, "node_modules", ".bin"))
  const temporary = fake(join(it.context.temp[0] ?? "", "bin"))
  const own = fake(join(it.home, "bin"))
  const without = it.stateless("git checkout -- .")
  expect(await judge(`${theirs}:${temporary}:bin::.`)).toEqual(without)
  expect(it.started()).toEqual([])
  expect(await judge(`${theirs}:${process.env.PATH}`)).toMatchObject({ kind: "allow" })
  await judge(own)
  expect(it.started()).toEqual(["git"])
})

test("git's variables of whoever asks do not lead it to another repository", async () => {
  const it = hostile()
  it.write("a.ts", "changed\n")
  const elsewhere = scratch()
  const before = process.env.GIT_DIR
  process.env.GIT_DIR = join(elsewhere.root, ".git")
  try {
    expect(await it.judge("git checkout -- .")).toMatchObject({
      kind: "ask",
      evidence: expect.stringMatching("a.ts"),
    })
  } finally {
    if (before === undefined) delete process.env.GIT_DIR
    else process.env.GIT_DIR = before
  }
})

test("a configuration that hides changes hides none from the look", async () => {
  const it = hostile()
  it.write("a.ts", "an afternoon of work\n")
  it.git("update-index", "--assume-unchanged", "a.ts")
  expect(await it.judge("git checkout -- a.ts")).toMatchObject({
    kind: "ask",
    evidence: expect.stringMatching("a.ts"),
  })
  it.git("update-index", "--no-assume-unchanged", "a.ts")
  it.git("update-index", "--skip-worktree", "a.ts")
  expect(await it.judge("rm a.ts")).toMatchObject({ kind: "ask", evidence: expect.stringMatching("a.ts") })
  it.git("config", "status.showUntrackedFiles", "no")
  it.write("new.ts")
  expect(await it.judge("git clean -fd")).toMatchObject({
    kind: "ask",
    evidence: expect.stringMatching("new.ts"),
  })
})

test("a working tree that the configuration puts elsewhere is not believed", async () => {
  const it = hostile()
  const clean = scratch()
  it.write("a.ts", "changed\n")
  it.git("config", "core.worktree", clean.root)
  expect(await it.judge("git checkout -- .")).toEqual(it.stateless("git checkout -- ."))
  expect(existsSync(join(it.root, "a.ts"))).toBe(true)
})
