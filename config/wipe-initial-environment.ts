// Overwrites secrets in the memory that Linux shows as /proc/PID/environ: deleting a variable leaves it there for
// any process of the same user to read.

/** Does nothing where there is no such memory (macOS, Windows) or no libc to ask. */
export async function wipeInitialEnvironment(names: readonly string[]): Promise<void> {
  if (process.platform !== "linux" || names.length === 0) return
  try {
    const { CString, dlopen, toArrayBuffer } = await import("bun:ffi")
    const libc = dlopen(await libcName(), { getenv: { args: ["cstring"], returns: "ptr" } })
    for (const name of names) {
      const pointer = libc.symbols.getenv(Buffer.from(`${name}\0`))
      if (pointer === null) continue
      const length = Buffer.byteLength(new CString(pointer).toString())
      new Uint8Array(toArrayBuffer(pointer, 0, length)).fill(0)
    }
    libc.close()
  } catch {
    // Without bun:ffi the rules still deny reading /proc/*/environ; docs/security.md names the rest.
  }
}

/** glibc's name, or musl's (Alpine). */
async function libcName(): Promise<string> {
  const { existsSync } = await import("node:fs")
  const musl = `/lib/ld-musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`
  return existsSync(musl) ? musl : "libc.so.6"
}
