// Variables that name a file, read from the folder the person stands in; the process itself stands elsewhere.
import { resolve } from "node:path"

export type Variables = Record<string, string | undefined>

export function withAbsolutePaths(variables: Variables, cwd: string): Variables {
  const { RALEX_CONFIG: config, RALEX_LEDGER: ledger } = variables
  const file = /^sqlite:(?!:)(.+)$/.exec(ledger ?? "")?.[1]
  return {
    ...variables,
    ...(config ? { RALEX_CONFIG: resolve(cwd, config) } : {}),
    ...(file ? { RALEX_LEDGER: `sqlite:${resolve(cwd, file)}` } : {}),
  }
}
