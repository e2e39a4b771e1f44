// A histogram whose counts come from elsewhere: prom-client's own only observes one time after the other.
import { Histogram } from "prom-client"

export interface KeptTimes {
  labels: Record<string, string>
  /** By upper bound in seconds; "" is beyond the last. Not cumulative. */
  counts: ReadonlyMap<number | "", number>
  sum: number
}

interface Sample {
  metricName: string
  labels: Record<string, string | number>
  value: number
}

export class KeptHistogram extends Histogram {
  constructor(
    private readonly about: { name: string; help: string; buckets: number[] },
    private readonly kept: readonly KeptTimes[],
  ) {
    super({ ...about, registers: [] })
  }

  /** What `get` and the registry ask; prom-client's types leave it out. */
  async getForPromString() {
    const { name, help } = this.about
    const values = this.kept.flatMap((times) => this.samplesOf(times))
    return { name, help, type: "histogram", aggregator: "sum", values }
  }

  private samplesOf({ labels, counts, sum }: KeptTimes): Sample[] {
    const { name, buckets } = this.about
    let count = 0
    const upTo = buckets.map((le) => {
      count += counts.get(le) ?? 0
      return { metricName: `${name}_bucket`, labels: { ...labels, le }, value: count }
    })
    const all = count + (counts.get("") ?? 0)
    return [
      ...upTo,
      { metricName: `${name}_bucket`, labels: { ...labels, le: "+Inf" }, value: all },
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: all },
    ]
  }
}
