// The entry of the command line: hands the world outside to one command and sets the exit code.
import { dirname } from "node:path"
import { fileURLToPath } from "node:url"
import { redact } from "../ledger/index.ts"
import manifest from "../package.json" with { type: "json" }
import { createContext } from "./create-context.ts"
import { exitCode } from "./exit-code.ts"
import { readInput } from "./read-input.ts"
import { readOutput } from "./read-output.ts"
import { reportFailure } from "./report-failure.ts"
import { runCommandLine } from "./run-command-line.ts"

// `ralex log | head` ends when head has seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? exitCode.ok : exitCode.failed)
})

const say = (line: string) => void process.stderr.write(`${redact(line)}\n`)

try {
  const context = createContext({
    variables: process.env,
    // The launcher starts us at the root of the file system, and there we stay: Bun obeys the tsconfig.json of the folder
    // it stands in for every later import, so process.chdir to a stranger's project would load what that names (tried).
    cwd: process.env.RALEX_CWD || process.cwd(),
    packageRoot: dirname(dirname(fileURLToPath(import.meta.url))),
    version: manifest.version,
    now: () => new Date(),
    print: (text) => void process.stdout.write(text),
    say,
    input: readInput(),
    output: readOutput(process.stdout, process.env),
  })
  process.exitCode = await runCommandLine(process.argv.slice(2), context)
} catch (error) {
  process.exitCode = reportFailure(error, say)
}
