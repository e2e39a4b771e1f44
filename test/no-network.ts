// Preloaded into every test: a connection of the test process to anything but loopback fails loudly.
import { Socket } from "node:net"

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/

function refuse(host: string): void {
  if (!LOOPBACK.test(host)) throw new Error(`A test tried to reach ${host}; only loopback is allowed.`)
}

const realFetch = globalThis.fetch
globalThis.fetch = Object.assign(
  (input: Parameters<typeof fetch>[0], init?: Parameters<typeof fetch>[1]) => {
    refuse(new URL(input instanceof Request ? input.url : input.toString()).hostname)
    return realFetch(input, init)
  },
  { preconnect: realFetch.preconnect },
)

const realConnect = Socket.prototype.connect
Socket.prototype.connect = function connect(this: Socket, ...parameters: Parameters<typeof realConnect>) {
  const target: unknown = Array.isArray(parameters[0]) ? parameters[0][0] : parameters[0]
  if (typeof target === "object" && target !== null && "host" in target && typeof target.host === "string") {
    refuse(target.host)
  }
  return realConnect.apply(this, parameters)
} as typeof realConnect
