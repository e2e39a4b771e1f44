// The ledger for a call, the limits that hold for it and how often a turn may call. Money fails closed: a budget
// without a ledger allows nothing.
import {
  type ConfigLimit,
  type Instance,
  type LoadedConfig,
  limitsOfTurn,
  runtimeSlot,
} from "../config/index.ts"
import type { CallCaps, Ledger, Limit, Nano } from "./ledger.ts"
import { limitOf } from "./limit-of.ts"
import { memoryLedger } from "./memory-ledger.ts"
import { usdToNano } from "./money.ts"
import { sharedLedger } from "./shared-ledger.ts"

export type Books =
  /** `caps` are for a caller that knows the turn. */
  { kind: "open"; ledger: Ledger; limits: Limit[]; caps: CallCaps } | { kind: "closed"; reason: string }

/** @param turn The person's message that a call counts for; a workflow's has a budget of its own. */
export async function openBooks(instance: Instance, turn?: string): Promise<Books> {
  const terms = termsOf(instance.loaded, limitsOfTurn(instance, turn))
  try {
    const ledger = await sharedLedger(runtimeSlot(), instance.environment.ledger, {
      notice: noticeOf(instance),
      outageFolder: instance.environment.paths.data,
      allowanceNano: allowanceOf(instance.loaded),
    })
    return { kind: "open", ledger, ...terms }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    if (terms.limits.length > 0) return { kind: "closed", reason }
    return { kind: "open", ledger: await memoryLedger(instance, reason), ...terms }
  }
}

const notices = new WeakMap<Instance, (text: string) => void>()

/** One for each instance, which so has one ledger; see sharedLedger. */
function noticeOf(instance: Instance): (text: string) => void {
  const known = notices.get(instance)
  if (known) return known
  const notice = (text: string) => instance.tell({ level: "error", text })
  notices.set(instance, notice)
  return notice
}

function allowanceOf({ config }: LoadedConfig): Nano {
  const { onLedgerLoss, allowance } = config.budgets
  return onLedgerLoss === "failOpen" ? usdToNano(allowance) : 0n
}

function termsOf({ config }: LoadedConfig, limits: ConfigLimit[]): { limits: Limit[]; caps: CallCaps } {
  const { callsPerTurn, callsPerMinute } = config.budgets
  return {
    limits: limits.map(limitOf),
    caps: { perTurn: callsPerTurn, perMinute: callsPerMinute },
  }
}
