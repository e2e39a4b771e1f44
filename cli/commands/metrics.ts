// `ralex metrics`: what the ledger knows, for Prometheus.
import { resolve } from "node:path"
import { loadConfig, RalexError } from "../../config/index.ts"
import { readMetrics } from "../../ledger/index.ts"
import { defineCommand } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { findProject } from "../find-project.ts"
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
    const loaded = loadConfig({ environment: context.environment, project: findProject(context.cwd) })
    const { limits, notices, error } = loaded
    for (const notice of notices) context.say(notice)
    const { version } = context
    const { text } = await withLedger(context, (ledger) =>
      readMetrics(ledger, { limits, error, version, now: context.now() }),
    )
    if (textfile === undefined) context.print(text)
    else write(resolve(context.cwd, textfile), text)
    if (error === undefined) return exitCode.ok
    context.say(error) // metrics of a broken configuration tell that it is broken
    return exitCode.usage
  },
})

/** @throws {RalexError} where nothing can be written. */
function write(path: string, text: string): void {
  try {
    writeTextfile(path, text)
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new RalexError(`The metrics can not be written to ${path}: ${code}.`)
  }
}
