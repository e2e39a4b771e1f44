// A finding of doctor's as people read it.
import colors from "picocolors"
import { printable } from "../../ledger/index.ts"
import type { Finding } from "../contract.ts"

const marks = { ok: colors.green("ok  "), warn: colors.yellow("warn"), fail: colors.red("fail") }

export function forPeople({ id, level, message, fix }: Finding): string {
  const instead = fix === null || level === "ok" ? "" : `\n      ${fix}`
  return `${marks[level]}  ${id}: ${printable(message)}${instead}\n`
}
