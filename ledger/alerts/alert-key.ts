// The key under which an alert is claimed once by whichever process comes first: its kind, what it is about, its window.

/** Each word is escaped, so that two different lists never make the same key. */
export function alertKey(kind: string, ...words: (string | number | bigint)[]): string {
  return [kind, ...words].map((word) => encodeURIComponent(String(word).toWellFormed())).join(":")
}
