// How the one-file plugin is known again, whatever its version: a line in its head that scripts/build.ts writes.
export const bundleBanner = "// Ralex for OpenCode: plugin and provider as one file."

/** The other file: what OpenCode's TUI loads. */
export const tuiBundleBanner = "// Ralex for OpenCode's TUI, as one file."

const HEAD_BYTES = 200 // Bun's own first line comes before ours

export function isBundle(bytes: Buffer, banner = bundleBanner): boolean {
  return bytes.subarray(0, HEAD_BYTES).includes(banner)
}
