// Builds what is shipped: dist/ralex.js (plugin and provider) and dist/main.js (the command line), which share dist/chunks and
// load of them what they need; dist/drop-in.js (plugin and provider as one file), dist/tui.js, and their types.
import { rmSync } from "node:fs"
import { isBuiltin } from "node:module"
import { basename, join } from "node:path"
import { bundleBanner, tuiBundleBanner } from "../cli/install/bundle-banner.ts"
import { buildPage } from "../dashboard/build-page.ts"
import { oneFile } from "./one-file.ts"
import { slimBundles } from "./slim-bundles.ts"

const root = join(import.meta.dir, "..")
const dist = join(root, "dist")

/** The one self-contained file, with no import that OpenCode's Bun does not bring itself. */
export async function buildOneFilePlugin(): Promise<Uint8Array> {
  const { outputs } = await Bun.build({ ...chunked, entrypoints: [join(root, "ralex.ts")] })
  const files = await Promise.all(
    outputs.map(async (file) => ({
      kind: file.kind,
      name: basename(file.path),
      text: await file.text(),
    })),
  )
  for (const { name, text } of files) refuseForeign(text, name, [])
  const entry = files.find(({ kind }) => kind === "entry-point")
  if (entry === undefined) throw new Error("ralex.ts became no file.")
  const others = files
    .filter((file) => file !== entry)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
  return new TextEncoder().encode(oneFile(entry, others, bundleBanner))
}

/** What OpenCode's TUI loads, with no import but of what that brings itself. */
export async function buildTuiPlugin(): Promise<Uint8Array> {
  const { outputs } = await Bun.build({
    entrypoints: [join(root, "plugin", "tui", "index.tsx")],
    target: "bun",
    external: TUI_RUNTIME,
    minify,
    plugins: [slimBundles],
    banner: tuiBundleBanner,
    // Without it JSX calls a function that only a development build has.
    define: { "process.env.NODE_ENV": '"production"' },
  })
  const [file, ...rest] = outputs
  if (file === undefined || rest.length > 0)
    throw new Error(`The TUI's plugin became ${outputs.length} files instead of one.`)
  const bundled = await file.text()
  refuseForeign(bundled, "tui.js", TUI_RUNTIME)
  // OpenTUI finds the imports that it answers by the text, and there with a blank that a minifier leaves out.
  const text = TUI_RUNTIME.reduce((text, name) => text.replaceAll(`from"${name}"`, `from "${name}"`), bundled)
  return new TextEncoder().encode(text)
}

/** OpenCode 1.18's TUI gives these to its plugins. */
const TUI_RUNTIME = ["@opentui/solid/jsx-runtime", "solid-js"]

/** @throws {Error} with the bundler's own messages. */
export async function build(): Promise<void> {
  rmSync(dist, { recursive: true, force: true })
  await buildChunks()
  await Bun.write(join(dist, "drop-in.js"), await buildOneFilePlugin())
  await Bun.write(join(dist, "tui.js"), await buildTuiPlugin())
  await declareTypes()
}

/** What is not needed at once stands in chunks, so that OpenCode starts without it. */
async function buildChunks(): Promise<void> {
  const { outputs } = await Bun.build({
    ...chunked,
    entrypoints: [join(root, "ralex.ts"), join(root, "cli", "main.ts")],
    outdir: dist,
    define: { RALEX_PAGE: JSON.stringify(await buildPage()) },
  })
  for (const file of outputs) refuseForeign(await file.text(), file.path, [])
}

// Without whitespace there are no comments, which would hold this machine's paths.
const minify = { whitespace: true, syntax: true, identifiers: false }

const chunked: Pick<Bun.BuildConfig, "naming" | "splitting" | "target" | "minify" | "plugins"> = {
  naming: { entry: "[name].js", chunk: "chunks/[hash].js" },
  splitting: true,
  target: "bun",
  minify,
  plugins: [slimBundles],
}

/** @throws {Error} for an import of what is neither Bun's, nor beside it, nor `brought`. */
function refuseForeign(text: string, name: string, brought: string[]): void {
  const imports = new Bun.Transpiler({ loader: "js" }).scanImports(text)
  const foreign = imports.filter(
    ({ path }) => !/^(node|bun):|^bun$|^\.{1,2}\//.test(path) && !isBuiltin(path) && !brought.includes(path),
  )
  if (foreign.length > 0) throw new Error(`${name} is not self-contained: it imports ${foreign[0]?.path}.`)
}

/** Whoever installs the package has none of what its types are made of, so nothing may be left to import. */
async function declareTypes(): Promise<void> {
  await Bun.write(join(dist, "tui.d.ts"), Bun.file(join(root, "types", "tui.d.ts")))
  // Loaded here, since `ralex init --drop-in` in a checkout builds without types.
  const [{ rollup }, { dts }] = [await import("rollup"), await import("rollup-plugin-dts")]
  const tsconfig = join(root, "tsconfig.json")
  const bundle = await rollup({
    input: join(root, "types", "ralex.d.ts"),
    plugins: [dts({ respectExternal: true, tsconfig })],
    onwarn: ({ message }) => {
      throw new Error(`The types are not self-contained: ${message}`)
    },
  })
  await bundle.write({ file: join(dist, "ralex.d.ts") })
  await bundle.close()
}

if (import.meta.main) await build()
