// What a model reads in place of a secret: its kind and its fingerprint. No sign in it means anything in JSON, a shell's
// quotes or XML, and it is the same each time, so that prompt caches stay warm.

/** How each begins. */
export const MASKED = "[ralex-masked:"

export function placeholderOf(kind: string, fingerprint: string): string {
  return `${MASKED}${kind}:${fingerprint}]`
}

/** Said to the model once a tool's result, at its end. */
export const PLACEHOLDER_NOTE =
  "[Ralex: each ralex-masked placeholder above stands for a secret that stays on this machine. Do not write it to a file or use it in a command: leave the line that holds the secret as it is, or use the file or variable it comes from.]"
