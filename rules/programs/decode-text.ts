// Text hidden in base64 or hexadecimal, when what comes out is readable.

const BASE64 = /^[A-Za-z0-9+/_-]{3,}={0,2}$/
const HEXADECIMAL = /^(?:[0-9a-f]{2}){4,}$/i
const READABLE = /^[\x20-\x7e\t\r\n]+$/

export function decodeText(text: string, encoding: "base64" | "hex"): string | undefined {
  const packed = text.replace(/\s+/g, "")
  if (!(encoding === "hex" ? HEXADECIMAL : BASE64).test(packed)) return undefined
  const plain = Buffer.from(packed, encoding).toString("latin1")
  return READABLE.test(plain) ? plain : undefined
}
