// One call of a tool, as OpenCode hands it over.
export interface ToolCall {
  tool: string
  args: Record<string, unknown>
}
