// Whether what npm would publish is whole: only the files that are meant, publint and attw without a word, and types that
// a project without any of our dependencies can use. It judges dist/ as `bun scripts/build.ts` left it.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import manifest from "../package.json" with { type: "json" }
import { pack } from "./pack.ts"

const root = join(import.meta.dir, "..")
const bin = (name: string) => join(root, "node_modules", ".bin", name)

/** What npm adds whatever `files` says. */
const ALWAYS = ["LICENSE", "README.md", "package.json"]

// Not below the checkout, where node_modules would be found.
const caches = join(homedir(), ".cache", "ralex")
mkdirSync(caches, { recursive: true })
const folder = mkdtempSync(join(caches, "package-"))
try {
  const packed = await pack(root, folder)
  sameFiles(packed.files.map(({ path }) => path))
  await run([bin("publint"), "--strict", packed.tarball])
  await run([bin("attw"), packed.tarball, "--profile", "esm-only", "--format", "ascii", "--no-summary"])
  await checkTypes(packed.tarball)
  console.log(
    `${packed.files.length} files, ${megabytes(packed.size)} packed, ${megabytes(packed.unpackedSize)} unpacked`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function sameFiles(found: string[]): void {
  const isChunk = (path: string) => /^dist\/chunks\/[\w-]+\.js$/.test(path)
  const wanted = [...manifest.files.filter((path) => path !== "dist/chunks"), ...ALWAYS].sort()
  if (Bun.deepEquals(found.filter((path) => !isChunk(path)).sort(), wanted)) return
  throw new Error(`The package would hold ${found.join(", ")} instead of ${wanted.join(", ")}.`)
}

/** In both ways that a TypeScript project resolves modules, with nothing of the package's left unchecked. */
async function checkTypes(tarball: string): Promise<void> {
  const consumer = join(folder, "consumer")
  cpSync(join(root, "test", "package", "consumer"), consumer, { recursive: true })
  const installed = join(consumer, "node_modules", manifest.name)
  mkdirSync(installed, { recursive: true })
  await run(["tar", "-xzf", tarball, "--strip-components=1", "-C", installed])
  for (const module of ["nodenext", "preserve"])
    await run([bin("tsc"), "-p", consumer, "--module", module], consumer)
}

async function run(command: string[], cwd = root): Promise<void> {
  const child = Bun.spawn(command, { cwd, stdout: "inherit", stderr: "inherit" })
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")} is not content; see above.`)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
