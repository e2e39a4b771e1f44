// Whether the ledger answers. Once it did not, nobody waits for it: it is tried again on the side, now and then, and
// taken back only when all that was kept for it is written.
import { LedgerUnreachable } from "../ledger-unreachable.ts"
import type { Remote } from "./remote.ts"

export interface ConnectionDeps {
  open: () => Promise<Remote>
  /** Writes what is kept. */
  merge: (remote: Remote) => Promise<void>
  now: () => number
}

/** How long after a try that failed a call may begin another one. */
const RETRY_MS = 1_000

/** For how long a call waits for a try; a healthy database is there in some ten milliseconds. */
const PATIENCE_MS = 1_000

/** How often it is tried when nobody calls. */
const WATCH_MS = 5_000

interface Try {
  done: Promise<void>
  since: number
}

export class Connection {
  private up: Remote | undefined
  /** Why it is away. */
  failure: unknown
  private trying: Try | undefined
  private triedAt = Number.NEGATIVE_INFINITY
  private closing: Promise<void> = Promise.resolve()
  private merging: Promise<void> = Promise.resolve()
  private watch: Timer | undefined

  private constructor(private readonly deps: ConnectionDeps) {}

  /** @throws what `open` throws, but for a ledger that does not answer: that one may come. */
  static async to(deps: ConnectionDeps): Promise<Connection> {
    const connection = new Connection(deps)
    await connection.startTry().done
    if (connection.up || LedgerUnreachable.isInstance(connection.failure)) return connection
    connection.stopWatch()
    throw connection.failure
  }

  /** The ledger, unless it is away. */
  current(): Remote | undefined {
    return this.up
  }

  /** The same, but waits a moment for a try to get it back, and for what is kept to be written. */
  async reach(): Promise<Remote | undefined> {
    const under = this.up ? undefined : this.tryWhenDue()
    if (under) await Promise.race([under.done, Bun.sleep(under.since + PATIENCE_MS - this.deps.now())])
    await this.merging
    return this.up
  }

  lost(remote: Remote, error: LedgerUnreachable): void {
    if (this.up !== remote) return
    this.up = undefined
    this.failure = error
    this.triedAt = Number.NEGATIVE_INFINITY
    // What is under way in it must end, one way or the other, before its traces are looked for.
    this.closing = remote.ledger.close().catch(() => {})
    this.startWatch()
  }

  /** Something is kept for it: sees to it that it is written, sooner or later. */
  tend(): void {
    const remote = this.up
    if (!remote) this.tryWhenDue()
    else this.merging = this.merging.then(() => this.mergeInto(remote))
  }

  async close(): Promise<void> {
    this.stopWatch()
    await this.trying?.done
    await this.merging
    this.stopWatch()
    await this.up?.ledger.close()
  }

  private async mergeInto(remote: Remote): Promise<void> {
    try {
      await this.deps.merge(remote)
    } catch (error) {
      // Any other failure will meet the next call, which says it.
      if (LedgerUnreachable.isInstance(error)) this.lost(remote, error)
    }
  }

  private tryWhenDue(): Try | undefined {
    if (this.trying) return this.trying
    return this.deps.now() - this.triedAt < RETRY_MS ? undefined : this.startTry()
  }

  private startTry(): Try {
    this.trying = { done: this.tryOnce(), since: this.deps.now() }
    return this.trying
  }

  private async tryOnce(): Promise<void> {
    try {
      this.up = await this.openMerged()
      this.stopWatch()
    } catch (error) {
      this.failure = error
      this.startWatch()
    }
    this.triedAt = this.deps.now()
    this.trying = undefined
    // What was kept between the merge and now.
    if (this.up) this.tend()
  }

  private async openMerged(): Promise<Remote> {
    await this.closing
    const remote = await this.deps.open()
    try {
      await this.deps.merge(remote)
      return remote
    } catch (error) {
      remote.ledger.close().catch(() => {})
      throw error
    }
  }

  private startWatch(): void {
    this.watch ??= setInterval(() => this.tend(), WATCH_MS)
    this.watch.unref()
  }

  private stopWatch(): void {
    clearInterval(this.watch)
    this.watch = undefined
  }
}
