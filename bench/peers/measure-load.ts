// Streams kept open by one target, with what the peer before it has resident meanwhile.
import { load } from "../overhead/load.ts"
import type { Load } from "../overhead/load-worker.ts"
import type { Ready } from "./all-peers.ts"

export interface LoadLine extends Load {
  target: string
  streams: number
  /** The most that the peer's processes had; of Ralex, which is in the client, the client with it. */
  residentMb: number
}

const SAMPLE_EVERY_MS = 250

/** @param upstream The simulator's address. */
export async function measureLoad(
  upstream: string,
  peers: readonly Ready[],
  streams: number,
  seconds: number,
): Promise<LoadLine[]> {
  const lines: LoadLine[] = []
  for (const target of ["direct", "Ralex"]) {
    const made = await load({ target: target.toLowerCase(), url: upstream, streams, seconds })
    lines.push({ target, streams, ...made, residentMb: made.peakMb })
  }
  for (const peer of peers) {
    const watch = watchResident(peer)
    const plan = { target: peer.name, url: peer.url, client: peer.options, streams, seconds }
    const made = await load(plan)
    lines.push({ target: peer.name, streams, ...made, residentMb: await watch.end() })
  }
  return lines
}

function watchResident(peer: Ready): { end: () => Promise<number> } {
  let most = 0
  let ended = false
  const watched = (async () => {
    while (!ended) {
      most = Math.max(most, await peer.residentMb())
      await Bun.sleep(SAMPLE_EVERY_MS)
    }
    return most
  })()
  return {
    end: () => {
      ended = true
      return watched
    },
  }
}
