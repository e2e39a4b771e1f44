// Where and when something was measured, in one line.
import { cpus, loadavg, totalmem } from "node:os"
import opencode from "opencode-ai/package.json"

export function machineLine(): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`
  const versions = `Bun ${Bun.version}, OpenCode ${opencode.version}`
  return `${cpus().length} x ${cpus()[0]?.model}, ${memory}, ${process.platform}, ${versions}, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`
}
