// What the bench of peers knows of a gateway: how it is had, set up, started, and asked.
import type { DirectOptions } from "../overhead/targets.ts"

export interface Peer {
  name: string
  /** In a folder of its own outside the repository; what is there already from a run before is kept. */
  install: (folder: string) => Promise<Installed>
  /** Writes its settings and says how it is started. */
  prepare: (place: Place) => Command
  /** A path that answers once it serves. */
  ready: string
  /** Whom the client asks, once it serves. */
  client: (place: Place) => Asked | Promise<Asked>
  /** How it is set up, for the table of versions. */
  settings: string
}

export type Installed = { had: true; version: string } | { had: false; why: string }

export interface Place {
  /** Where it is installed. */
  folder: string
  /** Its home: empty at the start, and away after the run. */
  home: string
  /** OpenRouter's address, as the simulator serves it. */
  upstream: string
  port: number
  node: string
}

export interface Command {
  words: string[]
  env?: Record<string, string>
  cwd?: string
}

export interface Asked {
  url: string
  options: DirectOptions
}

/** The model behind every peer: a name that none of them takes for another provider's. */
export const PEER_MODEL = "z-ai/glm-5"

/** What the client shows a peer that wants a key of its own. */
export const PEER_KEY = "sk-bench-of-peers"
