// The window of Ralex's budgets that a duration such as LiteLLM's `30d` means.

/** @returns nothing for a duration that is none of them. */
export function windowOf(duration: string | undefined): "daily" | "weekly" | "monthly" | undefined {
  switch (duration) {
    case "24h":
    case "1d":
      return "daily"
    case "7d":
    case "1w":
      return "weekly"
    case "30d":
    case "31d":
    case "1mo":
      return "monthly"
    default:
      return undefined
  }
}
