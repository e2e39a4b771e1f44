// What makes the bundles smaller, and cheaper to load, than the sources say: nothing of it changes what they do.
import type { BunPlugin } from "bun"
import { ZodFirstPartyTypeKind } from "zod/v3"

/** For every bundle of the product. */
export const slimBundles: BunPlugin = {
  name: "slim bundles",
  setup: (build) => {
    build.onLoad({ filter: /[\\/]node_modules[\\/].*\.m?js$/ }, async ({ path }) => {
      const text = await Bun.file(path).text()
      return { contents: withoutOldZod(withNamespaces(text)), loader: "js" }
    })
    build.onLoad({ filter: /[\\/]rules[\\/]packs[\\/][^\\/]+\.yaml$/ }, async ({ path }) => {
      return asData(withoutExamples(Bun.YAML.parse(await Bun.file(path).text())))
    })
    build.onLoad({ filter: /[\\/]rules[\\/](network|programs)[\\/][^\\/]+\.yaml$/ }, async ({ path }) => {
      return asData(Bun.YAML.parse(await Bun.file(path).text()))
    })
    build.onLoad({ filter: /[\\/](ledger|provider)[\\/][^\\/]+\.json$/ }, async ({ path }) => {
      return asData(await Bun.file(path).json())
    })
  },
}

/** `import { z }` brings the whole of zod, with the error texts of fifty languages; of a namespace only what is used stays. */
export function withNamespaces(text: string): string {
  return text.replaceAll(
    /import \{ z(?: as (\w+))? \} from (["'])zod(\/v4)?\2/g,
    (_whole, name: string | undefined, _quote, version: string | undefined) =>
      `import * as ${name ?? "z"} from "zod${version ?? ""}"`,
  )
}

/** The AI SDK knows schemas of zod 3 by one table of names, for which it would bring all of zod 3. */
export function withoutOldZod(text: string): string {
  const table = JSON.stringify(ZodFirstPartyTypeKind)
  return text.replaceAll(
    /import \{\s+ZodFirstPartyTypeKind(?: as (\w+))?\s+\} from (["'])zod\/v3\2/g,
    (_whole, name: string | undefined) => `const ${name ?? "ZodFirstPartyTypeKind"} = ${table}`,
  )
}

/** They are for the tests and the documents. */
export function withoutExamples(pack: unknown): unknown {
  return (pack as Record<string, unknown>[]).map(({ examples: _examples, ...rule }) => rule)
}

/** Read as JSON, which is several times faster than as code. */
function asData(value: unknown): { contents: string; loader: "js" } {
  return { contents: `export default JSON.parse(${JSON.stringify(JSON.stringify(value))})`, loader: "js" }
}
