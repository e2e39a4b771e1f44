// What each exit code of `ralex` means; scripts rely on them.

export const exitCode = {
  ok: 0,
  /** The answer is "no": a check failed, a budget is crossed, a command is denied or would ask. */
  no: 1,
  /** Bad usage or config. */
  usage: 2,
  /** It could not be done: no ledger, no network. */
  failed: 3,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]
