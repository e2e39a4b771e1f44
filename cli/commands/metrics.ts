// `ralex metrics`: what the ledger knows, for Prometheus.
import { resolve } from "node:path"
import { readMetrics } from "../../ledger/index.ts"
import { loadedOf } from "../context.ts"
import { defineCommand } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { UsageError } from "../usage-error.ts"
import { withLedger } from "../with-ledger.ts"
import { writeTextfile } from "../write-textfile.ts"

export const metrics = defineCommand({
  name: "metrics",
  description: "What was spent, saved, called, blocked and failed, in Prometheus's text format.",
  args: {
    textfile: {
      type: "string",
      valueHint: "path",
      description: "Write it to this file for node-exporter's textfile collector; it ends in .prom.",
    },
  },
  run: async ({ textfile }, context) => {
    if (textfile === "")
      throw new UsageError("--textfile needs a path, such as /var/lib/node_exporter/ralex.prom.")
    const { limits } = loadedOf(context)
    const { version } = context
    const { text } = await withLedger(context, (ledger) =>
      readMetrics(ledger, { limits, version, now: context.now() }),
    )
    if (textfile === undefined) context.print(text)
    else write(resolve(context.cwd, textfile), text)
    return exitCode.ok
  },
})

/** @throws {UsageError} where nothing can be written. */
function write(path: string, text: string): void {
  try {
    writeTextfile(path, text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new UsageError(`The metrics can not be written to ${path}: ${reason}`)
  }
}
