// The catalogue's names for the models of outcomes-dev; where it has no such model, the one with the closest prices.

export const catalogueIds: Record<string, string> = {
  "gemini-2.5-pro": "google/gemini-2.5-pro",
  "gemini-3-pro": "google/gemini-3.1-pro-preview", // the same list price, 2 and 12 USD per million
  "glm-4.5": "z-ai/glm-4.5",
  "gpt-5": "openai/gpt-5",
  "gpt-5-mini": "openai/gpt-5-mini",
  "gpt-5-nano": "openai/gpt-5-nano",
  "gpt-oss-120b": "openai/gpt-oss-120b",
  "kimi-k2": "moonshotai/kimi-k2",
  "llama-4-maverick": "meta-llama/llama-4-maverick",
  o3: "openai/o3",
  "o4-mini": "openai/o4-mini",
  "opus-4": "anthropic/claude-opus-4.1", // the same list price, 15 and 75 USD per million
  "qwen2.5-coder-32b": "qwen/qwen3-32b", // 0.08 and 0.28 USD: the nearest of its vendor and size
  "qwen3-coder-480b": "qwen/qwen3-coder",
  "sonnet-4": "anthropic/claude-sonnet-4",
  "sonnet-4-5": "anthropic/claude-sonnet-4.5",
}
