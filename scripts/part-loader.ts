// What imports the parts of the one-file plugin. It is written into that file as it stands here, so it uses nothing beside
// what every JavaScript has.

/** The text of a part: it imports others by `urlOf(name)` at once, and by the function that `load` names later. */
export type Part = (urlOf: (name: string) => string, load: string) => string

/** @returns what `import()` is for files: a part is evaluated once. */
export function partLoader(parts: Readonly<Record<string, Part>>): (name: string) => Promise<unknown> {
  const urls = new Map<string, string>()
  const key = `ralex.parts.${crypto.randomUUID()}` // OpenCode may hold several copies of the file
  const load = (name: string): Promise<unknown> => import(urlOf(name))
  Object.assign(globalThis, { [Symbol.for(key)]: load })
  return load

  function urlOf(name: string): string {
    const known = urls.get(name)
    if (known !== undefined) return known
    const text = parts[name]?.(urlOf, `globalThis[Symbol.for("${key}")]`)
    if (text === undefined) throw new Error(`Ralex's file has no part ${name}; install it again.`)
    const url = URL.createObjectURL(new Blob(["// @bun\n", text], { type: "text/javascript" }))
    urls.set(name, url)
    return url
  }
}
