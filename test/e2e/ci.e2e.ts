// A CI job with the real binary: each exit code from its real cause, what the job's page and its reports say of a run beside
// what the ledger has, and a pull request whose settings and plugins gain nothing.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test"
import { existsSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { openLedger, runDocumentSchema } from "../../ledger/index.ts"
import manifest from "../../package.json" with { type: "json" }
import { type Reply, script, steps } from "../../simulator/index.ts"
import { jobTools, readAction, readGitLab, runAction, runGitLab } from "./ci-steps.ts"
import { bash, tool } from "./replies.ts"
import { CHECKOUT, KEY, type RunResult, type Sandbox, sandbox, writeAt } from "./sandbox.ts"

const DONE = "::error::It is done."
const BASE_YAML = "safety: { deny: [touch *] }\n"

let box: Sandbox
let registry: ReturnType<typeof Bun.serve>
let asked: string[] = []
let replies: Reply[] = []
let base = ""

beforeAll(async () => {
  registry = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    // It takes connections, and never answers.
    fetch: ({ url }) => {
      asked.push(new URL(url).pathname)
      return new Promise<Response>(() => {})
    },
  })
  box = await sandbox({
    model: script((request) => steps([...replies, { text: DONE }])(request)),
    opencode: { plugin: [pathToFileURL(join(CHECKOUT, "plugin", "index.ts")).href] },
    files: { "ralex.yaml": BASE_YAML, "notes.txt": "a note\n" },
  })
  box.env.PATH = `${jobTools(box)}:${box.env.PATH}`
  box.env.GIT_CONFIG_GLOBAL = join(box.root, "gitconfig")
  writeAt(join(box.root, "gitconfig"), "[user]\nname = a\nemail = a@b.c\n")
  await git("add", "opencode.json", "ralex.yaml", "notes.txt")
  await git("commit", "-qm", "base")
  base = (await git("rev-parse", "HEAD")).trim()
})
afterAll(async () => {
  await registry.stop(true)
  await box.stop()
})
beforeEach(async () => {
  replies = []
  asked = []
  box.simulator.reset()
  await git("checkout", "-qf", base)
  for (const file of ["summary.md", "run.json", "run.xml"]) rmSync(join(box.root, file), { force: true })
})

async function git(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await box.spawn(["git", ...words])
  if (code !== 0) throw new Error(`git ${words.join(" ")}: ${stderr}`)
  return stdout
}

interface Job extends RunResult {
  document: ReturnType<typeof runDocumentSchema.parse>
  page: string
  junit: string
}

const GITHUB = () => ({
  CI: "true",
  GITHUB_ACTIONS: "true",
  GITHUB_STEP_SUMMARY: join(box.root, "summary.md"),
})
const files = () => [join(box.root, "run.json"), join(box.root, "run.xml")]

/** @param yaml The person's own ralex.yaml. */
async function job(yaml: string, env: Record<string, string> = {}): Promise<Job> {
  const since = new Date()
  const own = join(box.root, "own.yaml")
  writeAt(own, yaml)
  const ran = await box.run("do the work", {
    args: ["--title", "job"],
    env: { ...GITHUB(), RALEX_CONFIG: own, RALEX_SUMMARY: files().join(","), ...env },
  })
  const [json = "", xml = ""] = files().map((path) => readFileSync(path, "utf8"))
  const document = runDocumentSchema.parse(JSON.parse(json))
  await expectAsLedger(document, since)
  return { ...ran, document, page: readFileSync(join(box.root, "summary.md"), "utf8"), junit: xml }
}

/** The summary of a run equals the ledger, to the nano-dollar. */
async function expectAsLedger(document: Job["document"], since: Date): Promise<void> {
  const ledger = await openLedger(box.ledger)
  const calls = await ledger.calls({ since })
  const verdicts = await ledger.verdicts({ since })
  await ledger.close()
  const sum = (of: (call: (typeof calls)[number]) => bigint) =>
    String(calls.reduce((all, call) => all + of(call), 0n))
  expect(document.calls.answered).toBe(calls.filter(({ outcome }) => outcome === "ok").length)
  expect(document.costNano).toBe(sum(({ costNano }) => costNano))
  expect(document.baselineNano).toBe(sum(({ baselineNano }) => baselineNano))
  const blocked = verdicts.filter(({ verdict, tool: name }) => verdict !== "allow" && name !== "model-call")
  expect(document.blocks.total).toBe(blocked.length)
  expect(document.blocks.byRule.map(({ rule }) => rule).toSorted()).toEqual(
    [...new Set(blocked.map(({ rule }) => rule ?? "other"))].toSorted(),
  )
}

const failed = (junit: string) => [...junit.matchAll(/name="([^"]+)">\s*<failure/g)].map(([, name]) => name)

describe("the exit code of opencode run, its page and its reports", () => {
  test("0: what was blocked is marked on the page of the job, and no failure by itself", async () => {
    replies = [bash("git stash clear"), bash('echo "env<$GITHUB_ENV$GITHUB_OUTPUT>"')]
    const ran = await job("", {
      GITHUB_ENV: join(box.root, "github-env"),
      GITHUB_OUTPUT: join(box.root, "out"),
    })
    expect(ran).toMatchObject({ code: 0, document: { verdict: "done", exitCode: 0 } })
    expect(ran.document.costUsd).toBeGreaterThan(0)
    expect(ran.stderr).toMatch(/^::warning title=Ralex::Blocked bash \(git\.[\w-]+\): /m)
    expect(ran.page).toContain("| Blocked | 1: `git.")
    expect(ran.page).toContain("| Ended | by itself")
    expect(failed(ran.junit)).toEqual([])
    const result = box.simulator.requests().at(-1)?.body
    expect(JSON.stringify(result)).toContain("env<>")
    const offered = (result?.tools ?? []).map((each) => JSON.stringify(each))
    expect(offered.some((each) => each.includes('"bash"'))).toBe(true)
    expect(offered.some((each) => each.includes('"question"'))).toBe(false) // nobody can be asked
  })

  test("1: OpenCode's own error", async () => {
    box.simulator.fail({ kind: "status", status: 401, message: "No such key.", times: 9 })
    const ran = await job("")
    expect(ran).toMatchObject({ code: 1, document: { verdict: "error", exitCode: 1, costNano: "0" } })
    expect(ran.page).toContain("| Ended | exit 1")
    expect(failed(ran.junit)).toEqual(["comes to its end"])
  })

  test("3: the budget of the run stopped it", async () => {
    const ran = await job("budgets: { onLimit: stop }\n", { RALEX_BUDGET_RUN: "0.0000001" })
    expect(ran).toMatchObject({
      code: 3,
      document: { verdict: "budget", exitCode: 3, calls: { answered: 0 } },
    })
    expect(box.simulator.requests()).toEqual([])
    expect(failed(ran.junit)).toEqual(["stays within its budget"])
  })

  test("4: something was blocked and ci.failOnBlock is on; in GitLab it stands out in the log", async () => {
    replies = [bash("git stash clear")]
    const ran = await job("ci: { failOnBlock: true }\n", { GITHUB_ACTIONS: "", GITLAB_CI: "true" }).catch(
      String,
    )
    expect(ran).toContain("summary.md") // no page of GitHub's
    const document = runDocumentSchema.parse(JSON.parse(readFileSync(files()[0] ?? "", "utf8")))
    expect(document).toMatchObject({ verdict: "blocked", exitCode: 4, blocks: { total: 1, fail: true } })
    expect(failed(readFileSync(files()[1] ?? "", "utf8"))).toEqual(["does nothing destructive"])
  })

  test("5: a permission was rejected, nobody was asked, and nothing was done", async () => {
    writeAt(
      join(box.root, "config", "opencode", "opencode.json"),
      '{"permission":{"bash":{"uname *":"ask"}}}',
    )
    replies = [bash("uname -s")]
    const ran = await job("mode: guard\n")
    rmSync(join(box.root, "config", "opencode", "opencode.json"))
    expect(ran).toMatchObject({ code: 5, document: { verdict: "rejected", exitCode: 5 } })
    expect(failed(ran.junit)).toEqual(["needs no permission that nobody gives"])
  })

  test("6: verification still failed at the end", async () => {
    replies = [tool("write", { filePath: join(box.project, "new.txt"), content: "made\n" })]
    const ran = await job("verify: { run: 'test -f missing', attempts: 0 }\nsafety: { sandbox: off }\n")
    expect(ran).toMatchObject({ code: 6, document: { verdict: "unverified", exitCode: 6 } })
    expect(ran.document.checks.at(-1)?.outcome).toBe("failed")
    expect(failed(ran.junit)).toEqual(["passes its verification"])
  })
})

describe("a pull request", () => {
  const event = () => {
    const path = join(box.root, "event.json")
    writeAt(path, JSON.stringify({ pull_request: { base: { sha: base } } }))
    return { GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: path }
  }
  const evil = () => join(box.root, "evil-ran")

  async function change(changed: Record<string, string>): Promise<void> {
    for (const [path, text] of Object.entries(changed)) writeAt(join(box.project, path), text)
    await git("add", ...Object.keys(changed))
    await git("commit", "-qm", "change")
    rmSync(evil(), { force: true })
  }

  test("that edits ralex.yaml gains nothing: what the base forbids stays forbidden", async () => {
    await change({ "ralex.yaml": "profile: quality\nrouting: { agents: { build: premium } }\n" })
    replies = [bash(`touch ${join(box.project, "touched")}`)]
    const ran = await job("", event())
    expect(ran).toMatchObject({ code: 0, document: { blocks: { total: 1 } } })
    expect(existsSync(join(box.project, "touched"))).toBe(false)
    expect(ran.document.calls.byModel.map(({ tier }) => tier)).not.toContain("premium")
    expect(ran.stderr).toContain(`Ralex goes by ralex.yaml as the base ${base.slice(0, 12)} has it`)
  })

  test("that brings a plugin makes no call; the action puts it back before OpenCode starts, which then works", async () => {
    const plugin = `export const E = async () => { await Bun.write(${JSON.stringify(evil())}, "x"); return {} }\n`
    await change({ ".opencode/plugin/evil.ts": plugin, "ralex.yaml": "mode: off\n" })
    const ran = await box.run("do the work", {
      args: ["--title", "refused"],
      env: { ...GITHUB(), ...event() },
    })
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining(".opencode/plugin/evil.ts") })
    expect(box.simulator.requests()).toEqual([])
    expect(existsSync(evil())).toBe(true) // which no plugin can prevent

    rmSync(evil())
    replies = [bash(`touch ${join(box.project, "touched")}`)]
    const { npm_config_fetch_retries: retries = "" } = box.env
    box.env.npm_config_fetch_retries = "2" // npm's own; the action has its say
    rmSync(join(box.project, ".opencode", "package-lock.json"), { force: true })
    rmSync(join(box.project, ".opencode", "node_modules"), { recursive: true, force: true })
    const values = {
      "inputs.prompt": "do the work",
      "inputs.openrouter-api-key": KEY,
      "inputs.config": "ci: { failOnBlock: true }",
      "github.event.pull_request.base.sha": base,
    }
    const output = join(box.root, "output")
    const acted = await runAction(box, values, {
      ...GITHUB(),
      ...event(),
      ...{ OPENROUTER_API_KEY: "", RUNNER_TEMP: box.root, GITHUB_OUTPUT: output },
      npm_config_registry: String(registry.url),
    })
    box.env.npm_config_fetch_retries = retries
    expect({ code: acted.code, all: acted.stdout + acted.stderr }).toMatchObject({ code: 4 })
    expect(existsSync(evil())).toBe(false)
    expect(existsSync(join(box.project, "touched"))).toBe(false)
    expect(readFileSync(output, "utf8")).toBe(`exit-code=4\nsummary=${join(box.root, "ralex-run.json")}\n`)
    expect(readFileSync(join(box.root, "installed"), "utf8")).toContain(
      `opencode-ai@${manifest.devDependencies["opencode-ai"]} opencode-ralex@${manifest.version}`,
    )
    expect(asked).not.toEqual([])
    expect(asked.length).toBe(new Set(asked).size) // nothing is asked for twice of a registry that does not answer
    expectNoModelCommands(acted.stdout)
  })

  /** What the model said stands between the two lines that keep the runner from obeying it. */
  function expectNoModelCommands(stdout: string): void {
    const [, token = "none"] = /^::stop-commands::(\w{32})$/m.exec(stdout) ?? []
    const from = stdout.indexOf(`::stop-commands::${token}`)
    const to = stdout.indexOf(`\n::${token}::`)
    expect(stdout.indexOf(DONE)).toBeGreaterThan(from)
    expect(stdout.indexOf(DONE)).toBeLessThan(to)
    expect(stdout.slice(to)).toContain("::error title=Ralex::Blocked bash (")
  }

  test("of GitLab's example runs by its target branch, with a report", async () => {
    await change({ "ralex.yaml": "profile: quality\n", "opencode.json": "{}" })
    const ran = await runGitLab(box, {
      ...{
        CI: "true",
        GITLAB_CI: "true",
        CI_MERGE_REQUEST_IID: "7",
        CI_MERGE_REQUEST_TARGET_BRANCH_SHA: base,
      },
    })
    expect({ code: ran.code, all: ran.stdout + ran.stderr }).toMatchObject({ code: 0 })
    expect(ran.stdout).toContain(`opencode.json: put back as ${base}`)
    const { artifacts } = await readGitLab()
    expect(box.file(artifacts.reports.junit)).toContain('failures="0"')
    expect(runDocumentSchema.parse(JSON.parse(box.file("ralex-run.json"))).verdict).toBe("done")
  })
})

test("the action and the examples pin the versions that are tested, and name inputs that there are", async () => {
  const { inputs, outputs, runs } = await readAction()
  const { "opencode-ai": opencode } = manifest.devDependencies
  expect(inputs["opencode-version"]?.default).toBe(opencode)
  expect(inputs.ralex?.default).toBe(`opencode-ralex@${manifest.version}`)
  const gitLab = await readGitLab()
  expect(gitLab.before_script[0]).toEndWith(`opencode-ai@${opencode} opencode-ralex@${manifest.version}`)
  expect(gitLab.image).toMatch(/:\d+\.\d+\.\d+/)
  const used = JSON.stringify([runs, outputs]).matchAll(/inputs\.([\w-]+)/g)
  for (const [, name = ""] of used) expect(Object.keys(inputs)).toContain(name)
  const workflow = await Bun.file(join(CHECKOUT, "docs/examples/github-workflow.yml")).text()
  const given = [...workflow.slice(workflow.indexOf("OWNER/ralex")).matchAll(/^ {10}([\w-]+):/gm)]
  for (const [, name = ""] of given) expect(Object.keys(inputs)).toContain(name)
})
