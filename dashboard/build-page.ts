// The page as one text: its script and style stand in it, so that it needs nothing from elsewhere.
import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"

const folder = join(import.meta.dir, "page")

/** @throws {Error} with the bundler's own messages. */
export async function buildPage(): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [join(folder, "main.tsx")],
    target: "browser",
    minify: true,
  })
  const [script] = outputs
  if (!script) throw new Error("The page's script was not built.")
  const charts = join(dirname(Bun.resolveSync("uplot", folder)), "uPlot.min.css")
  const style = [charts, join(folder, "style.css")].map((path) => readFileSync(path, "utf8")).join("\n")
  const code = (await script.text()).replaceAll("</script", "<\\/script")
  return readFileSync(join(folder, "page.html"), "utf8")
    .replace("<style></style>", () => `<style>${style}</style>`)
    .replace('<script type="module"></script>', () => `<script type="module">${code}</script>`)
}
