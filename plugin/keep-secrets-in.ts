// OpenCode fills `{env:X}` and `{file:X}` into its configuration before any plugin runs, so a cloned project could have
// put the key into a URL, a header or a program's environment. Every text that holds a secret is emptied.

/** @returns the dotted paths that were emptied. `value` is changed in place. */
export function keepSecretsIn(value: unknown, secrets: readonly string[], path = ""): string[] {
  if (typeof value !== "object" || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = path === "" ? key : `${path}.${key}`
    if (typeof inner !== "string") return keepSecretsIn(inner, secrets, at)
    if (!secrets.some((secret) => inner.includes(secret))) return []
    Object.assign(value, { [key]: "" })
    return [at]
  })
}
