// Whether an execution prints a secret or a whole environment, by secret-sources.yaml, and for which hosts that is made.
import * as z from "zod"
import { type Execution, UNKNOWN } from "../execution.ts"
import { argumentsMatch } from "../match-rule.ts"
import { matchesGlob } from "../paths/match-glob.ts"
import { type ArgumentsMatcher, argumentsSchema } from "./matches-arguments.ts"
import { readAddress } from "./read-address.ts"
import { rowsByProgram } from "./rows-by-program.ts"
import sources from "./secret-sources.yaml"

const sourceSchema = z.strictObject({
  match: z.union([argumentsSchema.transform((only) => [only]), z.array(argumentsSchema).min(1)]),
  /** Globs of hosts that may be told it, since they gave it out. */
  hosts: z.array(z.string()).default([]),
})

export const secretSources = rowsByProgram(sources, sourceSchema)

/** @returns nothing when no secret is printed, else the hosts, as globs, that the secret is made for. */
export function hostsOfSecret(execution: Execution): readonly string[] | undefined {
  const { program } = execution
  const prints = (matcher: ArgumentsMatcher) =>
    matcher.program?.includes(program) === true && argumentsMatch(matcher, execution)
  return secretSources.of(program).find(({ match }) => match.some(prints))?.hosts
}

/**
 * Whether a login is shown to whom it is made for: in a header, as a user, or in the address, since what is in the body
 * may be published there.
 */
export function isOwnLogin(
  { arguments: { flags, operands } }: Execution,
  to: readonly string[],
  hosts: readonly string[],
): boolean {
  const addresses = to.filter((address) => !HEADER.test(address))
  if (!areAmong(addresses, hosts)) return false
  return (
    flags.some(({ name, value = "" }) => LOGIN_FLAG.test(name) && value.includes(UNKNOWN)) ||
    [...operands, ...to].some((word) => LOGIN_WORD.test(word) && word.includes(UNKNOWN))
  )
}

/** Whether all addresses, and at least one, are of these hosts. */
export function areAmong(to: readonly string[], hosts: readonly string[]): boolean {
  const isAmong = (address: string) => {
    const hostname = readAddress(address)?.hostname ?? ""
    return hosts.some((glob) => matchesGlob(hostname, glob))
  }
  return to.length > 0 && to.every(isAmong)
}

const LOGIN_FLAG = /^(-H|--header|-u|--user|--oauth2-bearer|--password|--http-password|-a|--auth|-A)$/
/** What httpie takes beside the address. */
const HEADER = /^[\w-]*(authorization|token|key)[\w-]*:(?!\/\/|\d)/i
/** `https://user:…@host`, and httpie's `Authorization:Bearer …`. */
const LOGIN_WORD = /^\w+:\/\/[^/@]*@|^[\w-]*(authorization|token|key)[\w-]*:/i
