// PATH without what a cloned project could have put there, for programs that Ralex itself starts.
import { existsSync, realpathSync } from "node:fs"
import { delimiter, dirname, isAbsolute, join } from "node:path"

/** The launcher holds a twin of this, since it is plain Node and can import nothing of the package. */
export function safePath(path: string, cwd: string, home: string): string {
  const folder = realPath(cwd)
  const project = ancestors(folder).find((above) => existsSync(join(above, ".git"))) ?? folder
  const owned = ancestors(realPath(home)).includes(project) ? undefined : project
  const binaries = ancestors(folder).map((above) => join(above, "node_modules", ".bin"))
  const safe = path.split(delimiter).filter((entry) => {
    const real = realPath(entry)
    if (!isAbsolute(entry) || binaries.includes(real)) return false
    return owned === undefined || !ancestors(real).includes(owned)
  })
  return safe.join(delimiter)
}

/** The path itself, and every folder above it. */
function ancestors(path: string): string[] {
  const above = dirname(path)
  return above === path ? [path] : [path, ...ancestors(above)]
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
