// A TCP relay in front of the simulator's server, there for one thing: Bun ends even a broken response politely,
// so that only something outside of Bun.serve can cut a connection in the middle of one (Bun 1.3.14).
import { connect, createServer, type Socket } from "node:net"

export interface Relay {
  port: number
  /** Breaks the client's connection; it is named by the port from which the server sees it. */
  cut(seenPort: number): void
  stop(): void
}

const LOOPBACK = "127.0.0.1"

export function openRelay(port: number, targetPort: number): Relay {
  const clients = new Map<number, Socket>()
  const server = createServer((client) => {
    const upstream = connect(targetPort, LOOPBACK, () => clients.set(upstream.localPort ?? 0, client))
    client.pipe(upstream)
    upstream.pipe(client)
    client.on("error", () => client.destroy())
    upstream.on("error", () => upstream.destroy())
    upstream.on("close", () => client.end())
    client.on("close", () => {
      clients.delete(upstream.localPort ?? 0)
      upstream.destroy()
    })
  }).listen(port, LOOPBACK)
  const address = server.address()
  return {
    port: typeof address === "object" && address ? address.port : port,
    cut: (seenPort) => void clients.get(seenPort)?.destroy(),
    stop() {
      for (const client of clients.values()) client.destroy()
      server.close()
    },
  }
}
