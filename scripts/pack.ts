// The tarball that `npm pack` makes of what was built, and its list of files.
import { join } from "node:path"
import * as z from "zod"

const packedSchema = z.tuple([
  z.object({
    filename: z.string(),
    /** Bytes of the tarball, and of what is in it. */
    size: z.int(),
    unpackedSize: z.int(),
    files: z.array(z.object({ path: z.string(), size: z.int() })),
  }),
])

export interface Packed {
  /** Path of the tarball. */
  tarball: string
  /** Bytes. */
  size: number
  unpackedSize: number
  files: { path: string; size: number }[]
}

/** Without scripts: dist/ is packed as it is. @throws {Error} with npm's own words. */
export async function pack(checkout: string, destination: string): Promise<Packed> {
  const words = ["npm", "pack", "--json", "--ignore-scripts", "--pack-destination", destination]
  const child = Bun.spawn(words, { cwd: checkout, stdout: "pipe", stderr: "pipe" })
  const [out, error, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  if (code !== 0) throw new Error(`npm pack ended with ${code}: ${error}`)
  const [{ filename, ...sizes }] = packedSchema.parse(JSON.parse(out))
  return { tarball: join(destination, filename), ...sizes }
}
