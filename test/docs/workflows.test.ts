// The workflow files are what a runner can read, pin what they use, and name the versions that the package supports.
import { expect, test } from "bun:test"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Glob, semver } from "bun"
import { parse } from "yaml"
import { z } from "zod"
import { readRuns, withRuns } from "../../scripts/compatibility.ts"
import { PAGES, ROOT, readPage } from "./pages.ts"

const stepSchema = z.looseObject({ uses: z.string().optional(), run: z.string().optional() })
const workflowSchema = z.looseObject({
  name: z.string(),
  on: z.unknown(),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.looseObject({
      "runs-on": z.string(),
      container: z.looseObject({ image: z.string() }).optional(),
      "timeout-minutes": z.number(),
      strategy: z.looseObject({ matrix: z.record(z.string(), z.array(z.string())) }).optional(),
      steps: z.array(stepSchema),
    }),
  ),
})
const nodeSchema = z.looseObject({ "node-version": z.string() })
const packageSchema = z.object({
  version: z.string(),
  engines: z.object({ opencode: z.string(), node: z.string() }),
  devDependencies: z.record(z.string(), z.string()),
})

const manifest = packageSchema.parse(JSON.parse(read("package.json")))
const pinned = manifest.devDependencies["opencode-ai"] ?? ""
const files = [...new Glob(".github/workflows/*.yml").scanSync({ cwd: ROOT, dot: true })].sort()
const workflows = files.map((file) => ({ file, ...workflowSchema.parse(parse(read(file))) }))
const jobs = workflows.flatMap(({ file, jobs: named }) =>
  Object.entries(named).map(([name, job]) => ({ file, name, ...job })),
)
const steps = jobs.flatMap((job) => job.steps)

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8")
}

test("there is one for changes and a scheduled one", () => {
  expect(files).toEqual([".github/workflows/ci.yml", ".github/workflows/newest.yml"])
  expect(workflows[1]?.on).toMatchObject({ schedule: [{ cron: expect.stringMatching(/^(\S+ ){4}\S+$/) }] })
})

test("actions are pinned to a commit, with its version; runners, images and Node to a version", () => {
  const lines = files.flatMap((file) => read(file).match(/uses: .*/g) ?? [])
  expect(lines.filter((line) => !/^uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([])
  expect(lines.length).toBe(steps.filter(({ uses }) => uses).length)
  expect(jobs.filter((job) => !/^ubuntu-\d+\.\d+$/.test(job["runs-on"]))).toEqual([])
  const installed = steps.flatMap(
    ({ with: given }) => nodeSchema.safeParse(given).data?.["node-version"] ?? [],
  )
  const images = jobs.flatMap(({ container }) => container?.image ?? [])
  const nodes = [...installed, ...images.map((image) => /^node:(.*)-bookworm$/.exec(image)?.[1] ?? image)]
  expect(nodes.length).toBe(jobs.length)
  expect(nodes.filter((node) => !/^\d+\.\d+\.\d+$/.test(node))).toEqual([])
  expect(nodes.filter((node) => !semver.satisfies(node, manifest.engines.node))).toEqual([])
})

test("the scripts they run are there", () => {
  const named = steps.flatMap(({ run = "" }) => run.match(/(?:scripts\/[\w./-]+|\.ci\/run)/g) ?? [])
  expect(named.length).toBeGreaterThan(4)
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})

test("the matrix is the oldest and the newest OpenCode, both within engines", () => {
  const versions = jobs.flatMap(({ strategy }) => strategy?.matrix.opencode ?? [])
  expect(versions).toHaveLength(2)
  expect(versions[1]).toBe(pinned)
  expect(versions.filter((version) => !semver.satisfies(version, manifest.engines.opencode))).toEqual([])
  expect(readPage("docs/compatibility.md")).toContain(`The oldest of these at npm is ${versions[0]}`)
  expect(readPage("docs/compatibility.md")).toContain(`\`${manifest.engines.opencode}\``)
})

test("every place that names a version of ours or of OpenCode names the same", () => {
  const places = ["action.yml", "docs/examples/gitlab-ci.yml", "docs/examples/github-workflow.yml", ...PAGES]
  const text = places.map(read).join("\n")
  const ours = text.match(/(?<=opencode-ralex@|ralex@v)\d+\.\d+\.\d+/g) ?? []
  expect(new Set(ours)).toEqual(new Set([manifest.version]))
  expect(read("CHANGELOG.md")).toContain(`## [${manifest.version}]`)
  const theirs = ["action.yml", "docs/examples/gitlab-ci.yml", "README.md"].flatMap(
    (place) => read(place).match(/(?<=opencode-ai@|OpenCode |default: )\d+\.\d+\.\d+/g) ?? [],
  )
  expect(new Set(theirs)).toEqual(new Set([pinned]))
})

test("the page of runs shows every run, within what is supported", () => {
  const runs = readRuns()
  const page = withRuns(readPage("docs/compatibility.md"), runs)
  for (const { opencode, what, passed } of runs)
    expect(page).toContain(`| ${opencode} | ${what} | ${passed} |`)
  expect(runs.filter(({ opencode }) => !semver.satisfies(opencode, manifest.engines.opencode))).toEqual([])
  expect(() => withRuns("no marks", runs)).toThrow("needs")
})
