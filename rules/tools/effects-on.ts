// The effects of a tool on a path or address as it was written in an argument.
import type { Access, Effect } from "../execution.ts"
import type { JudgeContext } from "../judge-context.ts"

export function effectsOn(
  accesses: readonly Access[],
  written: string,
  recursive: boolean,
  { cwd }: JudgeContext,
): Effect[] {
  return spellings(written).flatMap((target) =>
    accesses.map((access) => ({ access, target, recursive, cwd })),
  )
}

/** `..\..\x` leads on Windows, and in tools that take both separators, where `../../x` does. */
function spellings(written: string): string[] {
  const plain = /^file:/i.test(written) ? decoded(written) : written
  return plain.includes("\\") ? [plain, plain.replaceAll("\\", "/")] : [plain]
}

/** `file:///etc/%70asswd` */
function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}
