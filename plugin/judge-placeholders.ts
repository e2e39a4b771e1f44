// A tool call that holds the placeholder of a masked secret (ledger/secrets/) is not run: the secret is never put back
// in silence, and what would be written or logged in with is not the secret. Pure.
import type { Verdict } from "../rules/index.ts"

/** Tools that neither write nor run what they are given. */
const TALK = new Set(["task", "todowrite", "todoread", "question"])

/** @param masked The placeholders that models of this instance were given. */
export function judgePlaceholders(
  { tool, args }: { tool: string; args: unknown },
  masked: ReadonlySet<string> | undefined,
): Verdict {
  if (!masked || masked.size === 0 || TALK.has(tool)) return { kind: "allow" }
  const text = asText(args)
  const found = [...masked].find((placeholder) => text.includes(placeholder))
  if (found === undefined) return { kind: "allow" }
  return {
    kind: "deny",
    rule: "outbound.placeholder",
    reason: `${found} stands for a secret that Ralex keeps from models, and would be taken for it here`,
    suggestion:
      "leave the line that holds the secret as it is and change the others, or use the file or variable it comes from; to mention it, write its kind and fingerprint without the brackets.",
  }
}

/** What can not be read has been denied by the rules. */
function asText(args: unknown): string {
  try {
    return JSON.stringify(args) ?? ""
  } catch {
    return ""
  }
}
