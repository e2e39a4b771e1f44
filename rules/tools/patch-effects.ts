// The files that a patch changes, in the form of OpenCode's apply_patch or as a unified diff.
import type { Access, Effect } from "../execution.ts"

const ENVELOPE: readonly (readonly [RegExp, Access])[] = [
  [/^\*\*\* (?:Add|Update) File: (.+)$/, "write"], // *** Update File: src/a.ts
  [/^\*\*\* Move to: (.+)$/, "write"], // *** Move to: src/b.ts
  [/^\*\*\* Delete File: (.+)$/, "delete"], // *** Delete File: src/c.ts
  [/^(?:\+\+\+|---) (?:[ab]\/)?([^\t]+)/, "write"], // +++ b/src/a.ts
]

export function patchEffects(patch: string, cwd: string): Effect[] {
  return patch.split("\n").flatMap((line) =>
    ENVELOPE.flatMap(([pattern, access]) => {
      const target = line.trim().match(pattern)?.[1]?.trim()
      return target === undefined || target === "/dev/null" ? [] : [{ access, target, recursive: false, cwd }]
    }),
  )
}
