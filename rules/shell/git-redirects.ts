// Whether a git setting has git talk to another host than it would, or through somebody else.
import { networkClass } from "../network/network-class.ts"
import { readAddress } from "../network/read-address.ts"

/** Hosts of many people's repositories. */
const FORGES =
  /^(.+\.)?(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitea\.com|git\.sr\.ht|dev\.azure\.com|ssh\.dev\.azure\.com|visualstudio\.com|huggingface\.co|gitee\.com)$/i

/**
 * @param key In lower case.
 * @returns For `url.X.insteadof Y` whether X and Y are on different hosts; for a remote's address whether it is on no host that
 * many use, or has a login in it; for a proxy whether there is one, elsewhere than on this machine.
 */
export function leadsElsewhere(key: string, value: string): boolean {
  const instead = key.match(/^url\.(.*)\.(?:push)?insteadof$/s)?.[1]
  if (instead !== undefined) return hostOf(instead) !== hostOf(value)
  if (/^(http|https|remote)\..*proxy$|^http\.proxy$/.test(key))
    return value !== "" && networkClass(value) !== "loopback"
  if (/^remote\..*\.url$|^submodule\..*\.url$/.test(key)) return isElsewhere(value)
  return /^branch\..*\.(push)?remote$/.test(key) && /:\/\/|@.*:/.test(value) && isElsewhere(value)
}

function isElsewhere(address: string): boolean {
  const host = hostOf(address)
  if (host === undefined) return false
  if (/^\w+:\/\/[^/@]*:[^/@]*@/.test(address)) return true
  return !FORGES.test(host) && networkClass(host) === "public"
}

/** Of `https://x@host/…` and `git@host:…`; none of a path. */
function hostOf(address: string): string | undefined {
  if (/^[\w+.-]+:\/\//.test(address)) return readAddress(address)?.hostname.toLowerCase()
  return address.match(/^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)/)?.[1]?.toLowerCase()
}
