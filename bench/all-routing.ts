// All tables of routing, one after the other: classifier, cascade, sessions. `bun run bench:routing [FOLDER]`, where the
// folder holds the routing data; left out, `routing` in RALEX_DATA, else beside the repository.
import { join } from "node:path"

const data = process.env.RALEX_DATA ?? join(import.meta.dir, "../../shared/data")
const folder = process.argv[2] ?? join(data, "routing")

const BENCHES: [string, string][] = [
  ["routing.ts", folder],
  ["cascade-replay.ts", join(folder, "outcomes-dev.jsonl")],
  ["sessions.ts", join(folder, "real-dev.jsonl")],
]

for (const [bench, path] of BENCHES) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, bench), path], {
    stdio: ["ignore", "inherit", "inherit"],
  })
  const code = await child.exited
  if (code !== 0) process.exitCode = code
}
