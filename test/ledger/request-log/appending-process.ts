// A process that appends numbered lines to a log, as one of several at once.
import { appendRotating } from "../../../ledger/request-log/append-rotating.ts"

const [folder = "", name = "", count = "0", maxBytes = "0", files = "2"] = process.argv.slice(2)
const limits = { maxBytes: Number(maxBytes), files: Number(files) }
for (let nth = 0; nth < Number(count); nth++)
  await appendRotating(folder, `${JSON.stringify({ name, nth, fill: "x".repeat(nth % 300) })}\n`, limits)
