// Debian's package `prometheus`: the server, and the tool that checks what it reads.
import { describe } from "bun:test"

/** Without the programs the tests are skipped, and fail where RALEX_REQUIRE_ALL is 1. */
export function describePrometheus(title: string, tests: () => void): void {
  const missing = Bun.which("prometheus") === null || Bun.which("promtool") === null
  if (missing) console.log(`skipped without prometheus on this machine: ${title}`)
  const here = missing && process.env.RALEX_REQUIRE_ALL !== "1" ? describe.skip : describe
  here(title, tests)
}

export async function promtool(words: string[], input = ""): Promise<{ code: number; said: string }> {
  const child = Bun.spawn(["promtool", ...words], {
    stdin: new Blob([input]),
    stdout: "pipe",
    stderr: "pipe",
  })
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  return { code, said: out + err }
}
