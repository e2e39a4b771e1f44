// The mark for what is known only when a command runs.

/**
 * Stands in a word for text that is known only when the command runs (`$X`, `$(date)`). No argument of a
 * program can hold this character, so it can not be forged.
 */
export const UNKNOWN = "\u0000"
