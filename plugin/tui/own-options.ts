// The options that opencode.json gives Ralex's plugin: the TUI has to count against the same limits.

const OURS = /^opencode-ralex(?:@|$)|\/opencode-ralex\/?$|\/ralex\.js$|\/plugin\/index\.ts$/

/** @param plugins The `plugin` list of OpenCode's configuration: specifications, or pairs of one and its options. */
export function ownOptions(plugins: unknown): Record<string, unknown> | undefined {
  if (!Array.isArray(plugins)) return undefined
  const ours = plugins.findLast(
    (entry) => Array.isArray(entry) && typeof entry[0] === "string" && OURS.test(entry[0]),
  )
  const options: unknown = ours?.[1]
  return typeof options === "object" && options !== null ? { ...options } : undefined
}
