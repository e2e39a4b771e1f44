// How the one-file plugin is known again, whatever its version: the first bytes that scripts/build.ts writes.
export const bundleBanner = "// Ralex for OpenCode: plugin and provider as one file."
