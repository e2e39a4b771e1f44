// What upstreams answer 400 to in a text, replaced by the sign for "unreadable": halves of a character (an emoji that a tool
// cut through), and NUL, as binary files have it. Pure.

export function repairText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes("\0") ? whole.replaceAll("\0", "\ufffd") : whole
}
