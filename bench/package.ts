// How large the package is, and what a start pays for loading it, and for what follows up to the first answer: CPU time inside
// the process, on Bun and on OpenCode's own binary. Builds first. `bun bench/package.ts [LOADS]`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { basename, join } from "node:path"
import { gzipSync } from "bun"
import { build } from "../scripts/build.ts"
import { pack } from "../scripts/pack.ts"
import { beginnings } from "./package/beginnings.ts"
import { type LoadCost, loadCost, RUNTIMES, type Runtime } from "./package/load-cost.ts"

const root = join(import.meta.dir, "..")
const loads = Number(process.argv[2] ?? 15)
const folder = mkdtempSync(join(tmpdir(), "ralex-package-"))

/** What OpenCode, or the launcher, loads; its TUI brings what tui.js imports, so that is loaded only there. */
const ENTRIES = ["ralex.js", "drop-in.js", "main.js"]
const ALL = [...ENTRIES, "tui.js"]
const PLUGINS = ["ralex.js", "drop-in.js"]

try {
  await build()
  await report()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function report(): Promise<void> {
  const { files, size, unpackedSize } = await pack(root, folder)
  const machine = `${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`
  const sizes = ALL.map((file) => `| dist/${file} | ${sizeOf(file)} |`)
  const times = RUNTIMES.flatMap((runtime) =>
    ENTRIES.map((file) => `| ${file} | ${runtime.name} | ${costOf(file, runtime)} |`),
  )
  const plugins = PLUGINS.map((file) => join(root, "dist", file))
  const begun = (await beginnings(plugins, loads, folder)).map(
    ({ file, step, ...cost }) => `| ${basename(file)} | ${step} | ${cells(cost)} |`,
  )
  const text = `# Package

${machine}

${files.length} files, ${megabytes(size)} as the tarball, ${megabytes(unpackedSize)} unpacked, no dependencies.

| file | MB | MB gzipped |
|---|---|---|
${sizes.join("\n")}

What loading it costs, over ${loads} processes each; an empty module is taken off:

| file | runtime | CPU ms p50 / p95 | MB of memory p50 |
|---|---|---|---|
${times.join("\n")}

What the beginning of a session costs, in Bun ${Bun.version}, over ${loads} processes each:

| file | step | CPU ms p50 / p95 | MB of memory p50 |
|---|---|---|---|
${begun.join("\n")}
`
  console.log(text)
  writeFileSync(join(import.meta.dir, "results", "package.md"), text)
}

function sizeOf(file: string): string {
  const bytes = readFileSync(join(root, "dist", file))
  return [bytes, gzipSync(bytes)].map(({ byteLength }) => (byteLength / 1e6).toFixed(2)).join(" | ")
}

function costOf(file: string, runtime: Runtime): string {
  return cells(loadCost(join(root, "dist", file), runtime, loads))
}

function cells({ cpuMs, memoryMb }: LoadCost): string {
  return `${cpuMs.p50.toFixed(0)} / ${cpuMs.p95.toFixed(0)} | ${memoryMb.toFixed(0)}`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
