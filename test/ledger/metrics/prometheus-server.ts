// A Prometheus of the test's own, that scrapes one address and answers queries; it is gone when it is stopped.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export interface PrometheusServer {
  /** An instant query's values, by their labels as JSON without `job` and `instance`. */
  query: (promql: string) => Promise<Record<string, number>>
  /** Waits until a scrape that began after this call is stored. */
  scraped: () => Promise<void>
  stop: () => Promise<void>
}

interface Answer {
  status: string
  error?: string
  data: { result: { metric: Record<string, string>; value: [number, string] }[] }
}

const SCRAPE_SECONDS = 1

/** @param rules A file of alert rules that it has to load. @throws {Error} with Prometheus's own words. */
export async function startPrometheus(target: URL, rules: string): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), "ralex-prometheus-"))
  const config = {
    global: { scrape_interval: `${SCRAPE_SECONDS}s`, evaluation_interval: `${SCRAPE_SECONDS}s` },
    rule_files: [rules],
    scrape_configs: [
      { job_name: "ralex", metrics_path: target.pathname, static_configs: [{ targets: [target.host] }] },
    ],
  }
  writeFileSync(join(folder, "prometheus.yml"), JSON.stringify(config)) // JSON is YAML
  const child = Bun.spawn(
    [
      "prometheus",
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      "--web.listen-address=127.0.0.1:0",
      "--log.level=info",
    ],
    { stdout: "ignore", stderr: "pipe" },
  )
  const address = await addressOf(child.stderr)
  const query: PrometheusServer["query"] = async (promql) => {
    const response = await fetch(`http://${address}/api/v1/query?${new URLSearchParams({ query: promql })}`)
    const { status, error, data } = (await response.json()) as Answer
    if (status !== "success") throw new Error(`${promql}: ${error}`)
    return Object.fromEntries(data.result.map(({ metric, value }) => [nameOf(metric), Number(value[1])]))
  }
  return {
    query,
    scraped: async () => {
      const from = Date.now() / 1_000
      for (;;) {
        // Of a bare selector it is the sample's own time, of any other expression the query's.
        const [at = 0] = Object.values(await query("timestamp(ralex_build_info)"))
        if (at > from) return
        await Bun.sleep(100)
      }
    },
    stop: async () => {
      child.kill()
      await child.exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function nameOf({ job: _, instance: __, __name__: ___, ...labels }: Record<string, string>): string {
  return JSON.stringify(labels)
}

/** Where it listens, by its own log; goes on reading, so that it can go on writing. */
async function addressOf(log: ReadableStream<Uint8Array>): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const read = async () => {
    const decoder = new TextDecoder()
    let said = ""
    for await (const chunk of log) {
      said += decoder.decode(chunk, { stream: true })
      const found = /Listening on\W+address=(127\.0\.0\.1:\d+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    }
    reject(new Error(`Prometheus ended: ${said.slice(-2_000)}`))
  }
  read().catch(reject)
  return promise
}
