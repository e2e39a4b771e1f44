// The waiting line of p-queue with turns: one call of each session in its turn, so that a busy session starves nobody.
import type { Queue, QueueAddOptions } from "p-queue"

type Run = () => Promise<unknown>

export interface FairOptions extends QueueAddOptions {
  session: string
}

interface Waiting {
  id: string | undefined
  run: Run
}

export class FairQueue implements Queue<Run, FairOptions> {
  /** The session whose turn is next comes first. */
  private readonly lines = new Map<string, Waiting[]>()

  get size(): number {
    return [...this.lines.values()].reduce((sum, line) => sum + line.length, 0)
  }

  enqueue(run: Run, { session = "", id }: Partial<FairOptions> = {}): void {
    const line = this.lines.get(session)
    if (line) line.push({ id, run })
    else this.lines.set(session, [{ id, run }])
  }

  dequeue(): Run | undefined {
    const [next] = this.lines
    if (!next) return undefined
    const [session, line] = next
    const first = line.shift()
    this.lines.delete(session)
    if (line.length > 0) this.lines.set(session, line)
    return first?.run
  }

  filter(): Run[] {
    return [...this.lines.values()].flat().map(({ run }) => run)
  }

  remove(id: string): void {
    for (const [session, line] of this.lines) {
      const left = line.filter((waiting) => waiting.id !== id)
      if (left.length > 0) this.lines.set(session, left)
      else this.lines.delete(session)
    }
  }

  /** Everybody's turn counts the same. */
  setPriority(): void {}
}
