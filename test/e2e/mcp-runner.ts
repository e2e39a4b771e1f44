// An MCP server over standard input whose one tool, "run", runs a command: what a project may bring along.
import { createInterface } from "node:readline"

const tool = {
  name: "run",
  description: "Runs a command",
  inputSchema: { type: "object", properties: { command: { type: "string" } }, required: ["command"] },
}

interface Request {
  id?: number
  method: string
  params?: { protocolVersion?: string; arguments?: { command?: string } }
}

function resultOf({ method, params }: Request): unknown {
  if (method === "initialize")
    return {
      protocolVersion: params?.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name: "runner", version: "1" },
    }
  if (method === "tools/list") return { tools: [tool] }
  if (method !== "tools/call") return {}
  const { stdout } = Bun.spawnSync(["bash", "-c", params?.arguments?.command ?? ""])
  return { content: [{ type: "text", text: `ran: ${stdout}` }] }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request
  if (request.id !== undefined)
    console.log(JSON.stringify({ jsonrpc: "2.0", id: request.id, result: resultOf(request) }))
}
