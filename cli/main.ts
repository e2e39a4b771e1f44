// The entry of the command line: reads the world outside once, runs one command, sets the exit code.
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { readEnvironment } from "../config/index.ts"
import manifest from "../package.json" with { type: "json" }
import type { Context } from "./context.ts"
import { exitCode } from "./exit-code.ts"
import { printable } from "./printable.ts"
import { readInput } from "./read-input.ts"
import { reportFailure } from "./report-failure.ts"
import { runCommandLine } from "./run-command-line.ts"
import { safePath } from "./safe-path.ts"
import { UsageError } from "./usage-error.ts"
import { withAbsolutePaths } from "./with-absolute-paths.ts"

// The launcher starts us in the package's folder, and there we stay: Bun obeys the tsconfig.json of the folder it
// stands in for every later import, so process.chdir to a stranger's project would load what that names (tried).
const cwd = process.env.RALEX_CWD || process.cwd()

// `ralex log | head` ends when head has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? exitCode.ok : exitCode.failed)
})

const say = (line: string) => void process.stderr.write(`${printable(line)}\n`)

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), worldOutside())
} catch (error) {
  process.exitCode = reportFailure(error, say)
}

function worldOutside(): Context {
  const environment = readChecked()
  return {
    environment,
    cwd,
    packageRoot: dirname(dirname(fileURLToPath(import.meta.url))),
    version: manifest.version,
    path: safePath(process.env.PATH ?? "", cwd, environment.paths.home),
    temporaryFolders: ["/tmp", "/var/tmp", process.env.TMPDIR ?? "/tmp"],
    now: () => new Date(),
    print: (text) => void process.stdout.write(text),
    say,
    input: readInput(),
  }
}

function readChecked() {
  try {
    return readEnvironment(withAbsolutePaths(process.env, cwd))
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}
