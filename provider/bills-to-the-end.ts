// Whether who runs a model generates, and bills, an answer to its end though nobody is left to read it.
import type { Model } from "../ledger/index.ts"

// OpenRouter's page on streaming (2026-08), without its dead ones; everybody else is taken to stop.
const HOSTS = new Set([
  "Alibaba",
  "Amazon Bedrock",
  "Featherless",
  "Google",
  "Google AI Studio",
  "Google Vertex",
  "Groq",
  "Minimax",
  "Mistral",
  "Modal",
  "Nebius",
  "Perplexity",
  "SambaNova",
  "Targon",
])
/** Who runs the models of an author, where that is always one of those. */
const AUTHORS = new Set(["amazon", "google", "minimax", "mistralai", "perplexity"])

/** @param host As OpenRouter names it; undefined where it is not known. */
export function billsToTheEnd(
  { id, upstream }: Pick<Model, "id" | "upstream">,
  host: string | undefined,
): boolean {
  if (upstream) return false // an endpoint of the person's own
  return host === undefined ? AUTHORS.has(id.split("/")[0] ?? "") : HOSTS.has(host)
}
