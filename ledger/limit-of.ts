// A limit of the configuration as the ledger counts it, with the names that the ledger has.
import type { ConfigLimit } from "../config/index.ts"
import { cleanPart } from "./clean-name.ts"
import type { Limit, Part } from "./ledger.ts"
import { usdToNano } from "./money.ts"

export function limitOf({
  scope,
  usd,
  part,
}: Pick<ConfigLimit, "scope" | "usd" | "part">): Limit & { part: Part } {
  return { scope, limitNano: usdToNano(usd), part: cleanPart(part) }
}
