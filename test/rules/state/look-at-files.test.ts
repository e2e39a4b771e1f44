// Deleting, emptying and overwriting files of real projects: denied only where work is lost that nothing else keeps.
import { afterEach, describe, expect, test } from "bun:test"
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { gitIn, removeScratches, type Scratch, scratch } from "./scratch-repository.ts"

afterEach(removeScratches)

async function losses(it: Scratch, command: string, isMade?: (path: string) => boolean): Promise<string> {
  const verdict = await it.judge(command, isMade ? { own: { isMade, isOwnChange: () => false } } : {})
  if (verdict.kind === "allow") return "nothing"
  return verdict.reason.split("It would lose ")[1] ?? "unknown"
}

/** With a changed, an untracked, a staged file, build output and what git ignores. */
function worked(): Scratch {
  const it = scratch()
  it.write("src/a.ts", "changed\n")
  it.write("src/new.ts")
  for (const path of [
    "node_modules/x/i.js",
    "dist/i.js",
    "coverage/i.html",
    "src/x.log",
    "__pycache__/a.pyc",
  ])
    it.write(path)
  for (const path of [".env", "data/app.sqlite", "data/list.txt", "cache.bin.log"]) it.write(path)
  return it
}

describe("in a repository", () => {
  const BOTH = "1 file with uncommitted changes: src/a.ts; 1 file that is in no commit: src/new.ts."
  const CHANGED = "1 file with uncommitted changes: src/a.ts."
  const TABLE: [string, string][] = [
    ["rm -rf src", BOTH],
    ["rm -rf ./src/", BOTH],
    ["cd src && rm -f *.ts", BOTH],
    ["rm src/*.ts", BOTH],
    ["rm src/?.ts", CHANGED],
    ["rm src/[ab].ts", CHANGED],
    ["rm src/{a,b}.ts", CHANGED],
    ["find src -name '*.ts' -delete", BOTH],
    ["find . -name a.ts -delete", CHANGED],
    ["rm src/a.ts", CHANGED],
    ["unlink src/a.ts", CHANGED],
    ["git rm -f src/a.ts", CHANGED],
    ["python3 -c 'import shutil; shutil.rmtree(\"src\")'", BOTH],
    [": > src/a.ts", CHANGED],
    ["truncate -s 0 src/a.ts", CHANGED],
    ["mv a.ts src/a.ts", CHANGED],
    ["cp b.ts src/new.ts", "1 file that is in no commit: src/new.ts."],
    ["mv -n a.ts src/a.ts", "nothing"],
    ["sed s/a/b/ src/a.ts > x.new && mv x.new src/a.ts", "nothing"],
    ["sed s/a/b/ b.ts > x.new && mv x.new src/a.ts", CHANGED],
    ["cat src/a.ts; rm src/a.ts", CHANGED],
    ["mv a.ts src", CHANGED],
    ["mv b.ts src", "nothing"],
    ["mv src/a.ts src/z.ts", "nothing"],
    ["rm src/b.ts", "nothing"],
    ["rm -rf src/c.ts a.ts b.ts", "nothing"],
    ["rm nothing.ts", "nothing"],
    ["rm -rf nothing", "nothing"],
    ["rm src", "nothing"],
    ["rmdir src", "nothing"],
    ["rm -rf node_modules dist coverage __pycache__", "nothing"],
    ["rm -rf node_modules/x", "nothing"],
    ["rm src/x.log", "nothing"],
    ["rm *.log", "nothing"],
    ["rm .env", "1 file that git ignores and no build makes: .env."],
    ["rm -rf data", "1 file that git ignores and no build makes: data/app.sqlite."],
    ["rm data/app.sqlite", "1 file that git ignores and no build makes: data/app.sqlite."],
    ["rm data/list.txt", "nothing"],
    ["rm -rf $X", "unknown"],
    ["rm src/$X", "nothing"],
    ["rm .git/index.lock", "nothing"],
    ["rm -rf build/**", "nothing"],
    ["git stash && rm -rf src", "nothing"],
    ["git commit -am x && rm -rf src", "nothing"],
    ["echo x > y && rm -rf src", BOTH],
    ["for d in src dist; do rm -rf $d; done", BOTH],
  ]
  test.each(TABLE)("%s", async (command, lost) => {
    expect(await losses(worked(), command)).toBe(lost)
  })

  test("whatever the state, what is not looked at is allowed as it ever was", async () => {
    const it = worked()
    expect(it.stateless("rm -rf src")).toEqual({ kind: "allow" })
    expect(it.stateless("git checkout src/a.ts")).toEqual({ kind: "allow" })
  })

  test("a first file that was never committed, and one that is only staged", async () => {
    const it = scratch({ repository: false })
    it.git("init", "-q")
    it.write("a.ts")
    expect(await losses(it, "rm a.ts")).toBe("1 file that is in no commit: a.ts.")
    it.git("add", "a.ts")
    expect(await losses(it, "rm a.ts")).toBe("1 file with uncommitted changes: a.ts.")
  })

  test("names that a shell, git or a person could misread", async () => {
    const it = scratch()
    const odd = ["a b.ts", "-x.ts", ":(top)x.ts", "x\ny.ts", "*.md", "[id].tsx", "ü.ts"]
    for (const name of odd) it.write(name)
    for (const [index, name] of odd.entries()) {
      const told = await losses(it, `rm -- '${name}'`)
      expect(told, String(index)).toStartWith("1 file that is in no commit: ")
      expect(told).not.toContain("\n")
    }
    it.git("add", ".")
    it.git("commit", "-qm", "odd")
    for (const name of odd) expect(await losses(it, `rm -- '${name}'`), name).toBe("nothing")
  })

  test("a project in a folder of a repository", async () => {
    const it = worked()
    const inner = { ...it.context, project: join(it.root, "src") }
    it.context.project = inner.project
    expect(await losses(it, `rm -rf ${it.root}/src/new.ts`)).toBe("1 file that is in no commit: new.ts.")
  })
})

describe("links", () => {
  test("a link itself is deleted, what it leads to is not", async () => {
    const it = scratch()
    it.write("new/a.ts")
    symlinkSync("new", join(it.root, "link"))
    expect(await losses(it, "rm link")).toBe("1 file that is in no commit: link.")
    it.git("add", "link")
    it.git("commit", "-qm", "link")
    expect(await losses(it, "rm link")).toBe("nothing")
    expect(await losses(it, "rm -rf link/")).toBe("1 file that is in no commit: new/a.ts.")
    expect(await losses(it, "rm link/a.ts")).toBe("1 file that is in no commit: new/a.ts.")
    expect(await losses(it, "rm -rf link/*")).toBe("1 file that is in no commit: new/a.ts.")
  })

  test("out of the project are followed", async () => {
    const it = scratch()
    const outside = join(it.root, "..", "outside")
    mkdirSync(outside)
    writeFileSync(join(outside, "thesis.txt"), "x")
    symlinkSync(outside, join(it.root, "node_modules"))
    expect((await it.judge("rm -rf node_modules/*")).kind).toBe("ask")
  })
})

describe("repositories in what is deleted", () => {
  function nested(it: Scratch, path: string): string {
    const inner = join(it.root, path)
    mkdirSync(inner, { recursive: true })
    gitIn(inner, ["init", "-q"], it.context.home)
    gitIn(inner, ["commit", "-qm", "x", "--allow-empty"], it.context.home)
    return inner
  }

  test("with commits of their own are lost, in build output as well", async () => {
    const it = scratch()
    nested(it, "vendor/lib")
    nested(it, "node_modules/lib")
    expect(await losses(it, "rm -rf vendor")).toBe("1 git repository of its own: vendor/lib.")
    expect(await losses(it, "rm -rf vendor/lib")).toBe("1 git repository of its own: vendor/lib.")
    expect(await losses(it, "rm -rf node_modules")).toBe("1 git repository of its own: node_modules/lib.")
  })

  test("that are clean clones are not, until there is a commit or a change in them", async () => {
    const it = scratch()
    gitIn(it.root, ["clone", "-q", ".", "copy"], it.context.home)
    expect(await losses(it, "rm -rf copy")).toBe("nothing")
    it.write("copy/a.ts", "changed\n")
    expect(await losses(it, "rm -rf copy")).toBe("1 file with uncommitted changes: copy/a.ts.")
    gitIn(join(it.root, "copy"), ["commit", "-qam", "x"], it.context.home)
    expect(await losses(it, "rm -rf copy")).toBe("1 git repository of its own: copy.")
  })

  test("that are bare are lost", async () => {
    const it = scratch()
    gitIn(it.root, ["clone", "-q", "--bare", ".", "backup.git"], it.context.home)
    expect(await losses(it, "rm -rf backup.git")).toContain("1 git repository of its own: backup.git")
  })

  test("that are submodules keep their commits, but not their changes", async () => {
    const it = scratch()
    const other = scratch()
    gitIn(
      it.root,
      ["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", other.root, "sub"],
      it.context.home,
    )
    it.git("commit", "-qm", "sub")
    expect(await losses(it, "rm -rf sub")).toBe("nothing")
    it.write("sub/a.ts", "changed\n")
    expect(await losses(it, "rm -rf sub")).toBe("1 file with uncommitted changes: sub/a.ts.")
  })
})

describe("outside of the project", () => {
  test("is denied, but for what is not there", async () => {
    const it = scratch()
    const other = join(it.root, "..", "other")
    mkdirSync(other)
    expect(await losses(it, "rm -rf ../other")).toMatch(/^1 path outside the project: .*other\.$/)
    expect(await losses(it, "rm -f ../no-such-file")).toBe("nothing")
    expect(await losses(it, "rm -rf ../other ../no-such-file build")).toMatch(/^1 path outside/)
    expect(await losses(it, "rm -rf ../$X")).toBe("unknown")
    expect(existsSync(other)).toBe(true)
  })

  test("is overwritten only by what replaces it", async () => {
    const it = scratch()
    const outside = join(it.root, "..", "papers")
    mkdirSync(outside)
    writeFileSync(join(outside, "thesis.txt"), "x")
    const lost = /^1 path outside the project: .*thesis\.txt\.$/
    for (const command of ["echo x >", "sed -i d", "cp a.ts", "tee", "dd if=a.ts of="].map(
      (words) => `${words} `,
    ))
      expect(await losses(it, `${command}../papers/thesis.txt`.replace("= ", "="))).toMatch(lost)
    for (const command of [
      "echo x >> ../papers/thesis.txt",
      "echo x | tee -a ../papers/thesis.txt",
      "cp -n a.ts ../papers/thesis.txt",
      "touch ../papers/thesis.txt",
      "echo x > ../papers/new.txt",
    ])
      expect(await losses(it, command)).toBe("nothing")
  })

  test("a computed path is no path that is not there", async () => {
    const it = scratch()
    const command = 'python3 -c \'import shutil; shutil.rmtree("/no-such" + "-place")\''
    expect((await it.judge(command)).kind).not.toBe("allow")
  })
})

describe("without git", () => {
  test("a few files come and go; trees and many files are somebody's", async () => {
    const it = scratch({ repository: false })
    for (const name of ["1", "2", "3", "4", "notes/a.md"]) it.write(name)
    expect(await losses(it, "rm 1")).toBe("nothing")
    expect(await losses(it, "rm 1 2 3")).toBe("nothing")
    expect(await losses(it, "rm 1 2 3 4")).toBe("4 files that no git repository keeps: 1, 2, 3, 4.")
    expect(await losses(it, "rm -rf notes")).toBe("1 file that no git repository keeps: notes/a.md.")
  })

  test("build output, and what is empty, is not", async () => {
    const it = scratch({ repository: false })
    for (const name of ["node_modules/x/y.js", "dist/a.js", "a/__pycache__/x.pyc"]) it.write(name)
    mkdirSync(join(it.root, "empty"))
    expect(await losses(it, "rm -rf node_modules dist empty a")).toBe("nothing")
  })
})

describe("what the session made itself", () => {
  test("it may delete, and what it did not make it may not", async () => {
    const it = scratch()
    it.write("mine.ts")
    it.write("yours.ts")
    const isMade = (path: string) => path === join(it.root, "mine.ts")
    expect(await losses(it, "rm mine.ts", isMade)).toBe("nothing")
    expect(await losses(it, "rm mine.ts yours.ts", isMade)).toBe("1 file that is in no commit: yours.ts.")
    expect(await losses(it, "git clean -fd", isMade)).toBe("1 file that is in no commit: yours.ts.")
    rmSync(join(it.root, "yours.ts"))
    expect(await losses(it, "git clean -fd", isMade)).toBe("nothing")
  })
})
