// Keyed hashes of codes and actions: who reads the ledger learns no code, and who writes to it without the key grants
// nothing.
import { createHmac } from "node:crypto"
import { type Environment, machineKey } from "../../config/index.ts"

export interface Action {
  rootSession: string
  tool: string
  args: Record<string, unknown>
  /** Where the tools of this instance start. */
  directory: string
}

/** Holds in this root session only. */
export function hashCode(code: string, rootSession: string, environment: Environment): string {
  return hash(["code", rootSession, code], environment)
}

export function hashAction({ rootSession, tool, args, directory }: Action, environment: Environment): string {
  return hash(["action", rootSession, tool, directory, canonical(doing(tool, args))], environment)
}

const KEY_FILE = "permits.key"

function hash(parts: readonly string[], { paths }: Environment): string {
  const key = machineKey(paths.data, KEY_FILE)
  return createHmac("sha256", key).update(JSON.stringify(parts)).digest("base64url")
}

/** How a model describes a command does nothing, and seldom comes twice in the same words. */
function doing(tool: string, { description, ...args }: Record<string, unknown>): Record<string, unknown> {
  return tool === "bash" || tool === "shell" ? args : { description, ...args }
}

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (isRecord(one) ? sorted(one) : one)) ?? ""
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
