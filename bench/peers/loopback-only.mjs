// Imported first by every peer on Node: no name but localhost is looked up, so that no list of models, price or version is
// fetched from outside while it is measured. Addresses pass.
import dns from "node:dns"
import { isIP } from "node:net"

const lookup = dns.lookup

dns.lookup = (name, ...rest) => {
  if (name === "localhost" || isIP(name) > 0) return lookup(name, ...rest)
  const answer = rest.at(-1)
  process.nextTick(() => answer(Object.assign(new Error(`${name} is outside`), { code: "ENOTFOUND" })))
}
