// The gateways that Ralex is measured beside, and how each of them gets ready or is left out.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { claudeCodeRouter } from "./claude-code-router.ts"
import { installNpm } from "./install.ts"
import { liteLlm } from "./litellm.ts"
import { nineRouter } from "./nine-router.ts"
import type { Peer } from "./peer.ts"
import { portkey } from "./portkey.ts"
import { type Running, startPeer } from "./start-peer.ts"

const PEERS: readonly Peer[] = [portkey, claudeCodeRouter, nineRouter, liteLlm]

/** Its package holds the program itself. */
const NODE = { name: `node-${process.platform}-${process.arch}`, version: "22.23.3" }

export interface Ready extends Running {
  name: string
  version: string
  settings: string
}

export interface LeftOut {
  name: string
  why: string
}

export interface Peers {
  ready: Ready[]
  leftOut: LeftOut[]
  stop: () => Promise<void>
}

/** Installs what is not there yet below the folder for temporary files, and starts what could be had. */
export async function startPeers(upstream: string): Promise<Peers> {
  const installed = join(tmpdir(), "ralex-bench-peers")
  const homes = mkdtempSync(join(tmpdir(), "ralex-peers-"))
  const ready: Ready[] = []
  const leftOut: LeftOut[] = []
  const node = await nodeIn(join(installed, "node"))
  for (const peer of PEERS) {
    const { name, settings } = peer
    const id = name.toLowerCase().replaceAll(" ", "-")
    const folder = join(installed, id)
    const had = await peer.install(folder)
    if (!had.had) {
      leftOut.push({ name, why: had.why })
      continue
    }
    try {
      const place = { folder, home: join(homes, id), upstream, port: freePort(), node }
      ready.push({ name, version: had.version, settings, ...(await startPeer(peer, place)) })
    } catch (error) {
      const said = error instanceof Error ? error.message : "no reason"
      leftOut.push({ name, why: `${had.version} could not be asked: ${said.slice(0, 200)}.` })
    }
  }
  const stop = async () => {
    await Promise.all(ready.map((peer) => peer.stop()))
    rmSync(homes, { recursive: true, force: true })
  }
  return { ready, leftOut, stop }
}

/** Where there is no such package, the Node that is installed. */
async function nodeIn(folder: string): Promise<string> {
  const { had } = await installNpm(folder, { dependencies: { [NODE.name]: NODE.version } })
  return had ? join(folder, "node_modules", NODE.name, "bin", "node") : "node"
}

function freePort(): number {
  const server = Bun.serve({ port: 0, fetch: () => new Response() })
  const port = server.port ?? 0
  server.stop(true)
  return port
}
