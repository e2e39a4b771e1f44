// Whether this OpenCode is a non-interactive `opencode run`, whose exit code and stderr a script reads.

export function isRun(argv: readonly string[]): boolean {
  return argv.slice(2).find((word) => !word.startsWith("-")) === "run"
}
