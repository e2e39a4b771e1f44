// Codes by which a person lets a blocked action pass: easy to type, hard to guess in the few minutes and tries they have.

/** Crockford's base32: no letter is taken for a digit or another letter. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

/** 40 bits. */
const LENGTH = 8

export function newCode(): string {
  const letters = [...crypto.getRandomValues(new Uint8Array(LENGTH))].map(
    (byte) => LETTERS[byte % LETTERS.length],
  )
  return letters.join("")
}

/** As a person reads it. */
export function showCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`
}

/** Whatever a person makes of it: small letters, blanks, dashes, O for 0, I and L for 1. */
export function readCode(typed: string): string {
  return typed.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1")
}
