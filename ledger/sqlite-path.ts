// The file that an address of a ledger such as `sqlite:/path` names.

const SCHEME = "sqlite:"

/** @returns undefined for an address of another kind, and for one without a path. */
export function sqlitePath(address: string): string | undefined {
  if (!address.startsWith(SCHEME)) return undefined
  const path = address.slice(SCHEME.length).replace(/^\/\/(?=\/)/, "")
  return path === "" ? undefined : path
}
