// An npm registry on this machine that has one package: ours, as the tarball that would be published.
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import manifest from "../../package.json" with { type: "json" }

export interface LocalRegistry {
  url: string
  /** Paths that were asked for. */
  asked: string[]
  stop: () => Promise<void>
}

/** Every other package is not found. */
export function startRegistry(tarball: string): LocalRegistry {
  const bytes = readFileSync(tarball)
  const { name, version } = manifest
  const file = `/${name}/-/${name}-${version}.tgz`
  const asked: string[] = []
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: ({ url }) => {
      const { pathname, origin } = new URL(url)
      asked.push(pathname)
      if (pathname === file) return new Response(bytes)
      if (pathname !== `/${name}`) return Response.json({ error: "not found" }, { status: 404 })
      const { devDependencies: _, scripts: __, ...published } = manifest
      const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`
      const dist = {
        tarball: origin + file,
        integrity,
        shasum: createHash("sha1").update(bytes).digest("hex"),
      }
      return Response.json({
        name,
        "dist-tags": { latest: version },
        versions: { [version]: { ...published, dist } },
      })
    },
  })
  return { url: `http://127.0.0.1:${server.port}/`, asked, stop: () => server.stop(true) }
}
