// What the simulated model does next: one call of a tool.
import type { Reply } from "../../simulator/index.ts"

export const tool = (name: string, parameters: Record<string, unknown>): Reply => ({
  toolCalls: [{ name, arguments: parameters }],
})

export const bash = (command: string, more: object = {}): Reply =>
  tool("bash", { command, description: "work", ...more })
