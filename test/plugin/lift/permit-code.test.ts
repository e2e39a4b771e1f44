// Codes that a person types as they like, and that nobody guesses.
import { expect, test } from "bun:test"
import { newCode, readCode, showCode } from "../../../plugin/lift/permit-code.ts"

test("each is another one, of eight letters that are not mistaken for others", () => {
  const codes = Array.from({ length: 1_000 }, newCode)
  expect(new Set(codes).size).toBe(1_000)
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/)
  expect(new Set(codes.join("")).size).toBe(32)
})

test("is read as it is shown, and as a person types it", () => {
  const code = newCode()
  expect(readCode(showCode(code))).toBe(code)
  expect(showCode("0123ABCD")).toBe("0123-ABCD")
  for (const typed of ["0123-abcd", "o1 23 AB cd", " 0l23abcd ", "Oi23--ABCD"])
    expect(readCode(typed)).toBe("0123ABCD")
})
