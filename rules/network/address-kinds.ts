// The kinds of addresses that rules speak of, each by its name.

import { isServerAddress } from "../is-server-address.ts"
import type { JudgeContext } from "../judge-context.ts"
import { DROPS } from "./drops.ts"
import { networkClass } from "./network-class.ts"
import { readAddress } from "./read-address.ts"
import { REGISTRIES } from "./registries.ts"

/** What a tool may ask for; a server of MCP may also be asked over a web socket. */
const WEB = /^(https?|wss?|file|about):$/

export const ADDRESS_KINDS = {
  "opencode-server": (address, context) => isServerAddress(address, context),
  metadata: (address) => networkClass(address) === "metadata",
  private: (address) => /^(https?|wss?):$/.test(schemeOf(address)) && networkClass(address) === "private",
  loopback: (address) => networkClass(address) === "loopback",
  "not-web": (address) => !WEB.test(schemeOf(address)),
  /** Of which other protocols are made: gopher://127.0.0.1:6379/_FLUSHALL. */
  smuggling: (address) => /^(gopher|dict|tftp):$/.test(schemeOf(address)),
  /** Where no registry is that many use, nor one of this machine or its network. */
  "foreign-registry": (address) =>
    /^\w[\w+.-]*:\/\//.test(address) &&
    !REGISTRIES.test(readAddress(address)?.hostname ?? "") &&
    !/^(loopback|private)$/.test(networkClass(address)),
  drop: (address) => DROPS.test(readAddress(address)?.hostname ?? ""),
} satisfies Record<string, (address: string, context: JudgeContext) => boolean>

export type AddressKind = keyof typeof ADDRESS_KINDS

export function addressKindNames(): AddressKind[] {
  return Object.keys(ADDRESS_KINDS) as AddressKind[]
}

/** `data:` and `javascript:` have no slashes, `localhost:3000` is no scheme. */
function schemeOf(address: string): string {
  const [, opaque] =
    address.trim().match(/^(data|javascript|view-source|blob|chrome|about|mailto|file):/i) ?? []
  return opaque === undefined ? (readAddress(address)?.protocol ?? "http:") : `${opaque.toLowerCase()}:`
}
