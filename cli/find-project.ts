// The project a folder belongs to: its git root, or the folder itself.
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"

/** Looked up without git, which would obey the configuration of a cloned repository. */
export function findProject(folder: string): string {
  return gitRoot(folder) ?? folder
}

function gitRoot(folder: string): string | undefined {
  if (existsSync(join(folder, ".git"))) return folder
  const above = dirname(folder)
  return above === folder ? undefined : gitRoot(above)
}
