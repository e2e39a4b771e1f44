// What all sessions know of who fails just now, for one call: read once from the ledger, and added to. Never breaks or
// holds up a call: routing fails open.
import { inBackground, type Ledger, type Rest } from "../ledger/index.ts"
import {
  type Asked,
  breakersOf,
  type Cooldowns,
  cooldownsOf,
  probeOf,
  restAfter,
  restKey,
} from "./cooldowns.ts"
import type { Failure } from "./failure.ts"

type RestLedger = Pick<Ledger, "rests" | "noteRest" | "endRests">

const SHAKY_MS = 10 * 60_000

export class Health {
  private constructor(
    private readonly ledger: RestLedger,
    private readonly known: Map<string, Rest>,
    private readonly now: () => number,
  ) {}

  /** What was known of those that this call tries out. */
  private readonly probed = new Map<string, Rest>()

  static async read(ledger: RestLedger, now: () => number): Promise<Health> {
    const rests = await ledger.rests().catch(() => [])
    return new Health(ledger, new Map(rests.map((rest) => [rest.key, rest])), now)
  }

  cooling(): Cooldowns {
    return cooldownsOf(this.known.values())
  }

  /** It failed lately, and does not rest. */
  isShaky(modelId: string): boolean {
    const rest = this.known.get(restKey("model", modelId))
    const now = this.now()
    return rest !== undefined && rest.until.getTime() <= now && now - rest.at.getTime() < SHAKY_MS
  }

  /** Before a model is asked. */
  noteTry(asked: Asked): void {
    for (const key of breakersOf(asked)) {
      const rested = this.known.get(key)
      const probe = probeOf(rested, this.now())
      if (rested && probe) this.probed.set(key, rested)
      this.note(probe)
    }
  }

  noteFailure(asked: Asked, failure: Failure): void {
    const rest = restAfter({ ...asked, failure, now: this.now() }, this.known)
    // What says nothing of the model leaves the trial to whoever comes next.
    const untried = breakersOf(asked).filter((key) => key !== rest?.key)
    for (const key of untried) this.note(this.probed.get(key))
    this.probed.clear()
    this.note(rest)
  }

  /** A whole answer came. */
  noteAnswer(asked: Asked): void {
    const well = breakersOf(asked).filter((key) => this.known.delete(key))
    if (well.length > 0) inBackground(() => this.ledger.endRests(well).catch(() => {}))
  }

  private note(rest: Rest | undefined): void {
    if (!rest) return
    this.known.set(rest.key, rest)
    inBackground(() => this.ledger.noteRest(rest).catch(() => {}))
  }
}
