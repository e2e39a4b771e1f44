// Whether a path is a directory or lies in it.

/** Both absolute and normalised. */
export function isWithin(path: string, directory: string): boolean {
  if (!path.startsWith(directory)) return false
  return path.length === directory.length || directory.endsWith("/") || path[directory.length] === "/"
}
