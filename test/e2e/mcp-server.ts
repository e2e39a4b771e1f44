// A tiny MCP server over standard input and output, with tools that write, read, delete and fetch; it writes down what it
// was really asked to do, and gives back whatever its last argument says.
import { appendFileSync } from "node:fs"
import { createInterface } from "node:readline"

const [log = "", secret = ""] = process.argv.slice(2)

const text = { type: "string" } as const
const tools = [
  { name: "write_file", properties: { path: text, content: text } },
  { name: "read_config", properties: { name: text } },
  { name: "delete_repository", properties: { owner: text, repo: text } },
  { name: "fetch_page", properties: { options: { type: "object", properties: { url: text } } } },
  { name: "run_command", properties: { command: text } },
].map(({ name, properties }) => ({ name, description: name, inputSchema: { type: "object", properties } }))

function answerTo(method: string, params: { name?: string; arguments?: unknown }): unknown {
  switch (method) {
    case "initialize":
      return {
        protocolVersion: "2024-11-05",
        capabilities: { tools: {} },
        serverInfo: { name: "sample", version: "1" },
      }
    case "tools/list":
      return { tools }
    case "tools/call":
      appendFileSync(log, `${params.name} ${JSON.stringify(params.arguments)}\n`)
      return { content: [{ type: "text", text: `${params.name} is done: token=${secret}` }] }
    default:
      return {}
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params = {} } = JSON.parse(line)
  if (id !== undefined)
    process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, result: answerTo(method, params) })}\n`)
}
