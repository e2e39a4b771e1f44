// Starts a peer in a home of its own and waits until it answers; ends it with all that it started.
import { mkdirSync, openSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { pathToFileURL } from "node:url"
import { askOf } from "../overhead/asks.ts"
import { direct } from "../overhead/targets.ts"
import { timedCall } from "../overhead/timed-call.ts"
import type { Asked, Command, Peer, Place } from "./peer.ts"
import { endTree, residentMb } from "./process-tree.ts"

const READY_WITHIN_MS = 120_000
const LOOPBACK_ONLY = pathToFileURL(join(import.meta.dir, "loopback-only.mjs"))

export interface Running extends Asked {
  residentMb: () => Promise<number>
  stop: () => Promise<void>
}

/** @throws where it does not answer a call with text. */
export async function startPeer(peer: Peer, place: Place): Promise<Running> {
  mkdirSync(place.home, { recursive: true })
  const child = spawn(peer.prepare(place), place)
  const stop = () => endTree(child.pid)
  try {
    await answers(`http://127.0.0.1:${place.port}${peer.ready}`, child)
    const asked = await peer.client(place)
    await timedCall(direct(asked.url, peer.name, asked.options).model, askOf("opencode", 0))
    return { ...asked, residentMb: () => residentMb(child.pid), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** With nothing of this process's environment but where programs are, and no way out for those on Node. */
function spawn({ words, env, cwd }: Command, { home, node }: Place): Bun.Subprocess {
  const log = openSync(join(home, "log"), "w")
  const path = [dirname(node), process.env.PATH].join(delimiter)
  return Bun.spawn(words, {
    cwd: cwd ?? home,
    env: { PATH: path, HOME: home, NODE_OPTIONS: `--import=${LOOPBACK_ONLY}`, ...env },
    stdin: "ignore",
    stdout: log,
    stderr: log,
  })
}

async function answers(url: string, child: Bun.Subprocess): Promise<void> {
  const until = performance.now() + READY_WITHIN_MS
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status > 0 && status < 500) return
    await Bun.sleep(250)
  }
  throw new Error("it did not answer in two minutes")
}
