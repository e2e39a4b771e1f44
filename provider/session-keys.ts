// Which OpenRouter key a session's calls use: the first that does not rest, and from then on the same one, since the
// prompt cache behind another key is cold.
import type { Instance } from "../config/index.ts"
import { keyIdOf, ownModels } from "../ledger/index.ts"
import { type Cooldowns, restingKey } from "./cooldowns.ts"
import * as refuse from "./refuse.ts"
import { sessionMemory } from "./session-memory.ts"
import type { Caller } from "./shake-hands.ts"

export interface Key {
  value: string
  /** Its fingerprint, the only thing of it that is ever written or said. */
  id: string
}

type Session = Pick<Caller, "instance" | "rootSession">

const usedBy = sessionMemory<string>()

/** All of the person's keys, the session's first; those that rest last, the soonest ready one before the others. */
export async function sessionKeys(
  { instance, rootSession }: Session,
  cooling: Cooldowns,
  now: number,
): Promise<Key[]> {
  await printed(instance)
  const used = usedBy(instance).get(rootSession)
  const keys = keysOf(instance)
  const rest = ({ id }: Key) => Math.max(0, restingKey(cooling, id) - now)
  const isUsed = ({ id }: Key) => Number(id === used)
  return keys.toSorted((one, other) => rest(one) - rest(other) || isUsed(other) - isUsed(one))
}

/** @throws a refusal where a key can not be printed, and there is nobody else to ask. */
async function printed(instance: Instance): Promise<void> {
  const reason = await instance.printKey?.()
  if (reason === undefined) return
  if (ownModels(instance.loaded.config.upstreams).size === 0) throw refuse.noPrintedKey(reason)
  instance.tell({ level: "error", text: refuse.noPrintedKey(reason).message })
}

/** OpenRouter took it no longer: what was put in its place meanwhile joins `keys`. */
export async function renewKeys(keys: Key[], instance: Instance, refused: string): Promise<void> {
  await instance.printKey?.(refused)
  keys.push(...keysOf(instance).filter(({ id }) => keys.every((known) => known.id !== id)))
}

function keysOf(instance: Pick<Instance, "apiKeys">): Key[] {
  return instance.apiKeys().map((value) => ({ value, id: keyIdOf(value) }))
}

/** A key that answered is kept for the session, its subagents included. */
export function noteKey({ instance, rootSession }: Session, key: Key | undefined): void {
  if (key) usedBy(instance).set(rootSession, key.id)
}

/** @returns undefined for what was asked without a key of OpenRouter's, at an endpoint of the person's own. */
export function keyOf(id: string, keys: readonly Key[]): Key | undefined {
  return keys.find((key) => key.id === id)
}
