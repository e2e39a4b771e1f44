// One process of a fleet: makes its calls through the real provider one after the other, and says on stdout how each began
// and ended. At the first refusal over a budget that any process gets it writes down what the ledger says at that moment.
import { existsSync, writeFileSync, writeSync } from "node:fs"
import { runtimeSlot } from "../../config/index.ts"
import { type CallStatus, sharedLedger } from "../../ledger/index.ts"
import { createRalex } from "../../provider/index.ts"
import { chance } from "./chance.ts"
import { codingCall } from "./coding-call.ts"

/** `no-ledger`: a busy machine's ledger did not answer in time, so no call was made; it is tried again. */
export type CallEnd = "finished" | "aborted" | "cut-off" | "refused" | "no-ledger" | "failed"

export type FleetEvent =
  | { kind: "begin"; call: number }
  | { kind: "end"; call: number; end: CallEnd; words?: string }

/** What the ledger said at the first refusal; amounts as strings, since it is JSON. */
export interface FirstRefusal {
  at: number
  /** What the call was refused with. */
  words: string
  rows: { status: CallStatus; heldNano: string; costNano: string; generationId: string | null }[]
}

/** A person's patience with a hanging call, shortened. */
const LONGEST_CALL_MS = 8_000
/** At most so long between calls. */
const PAUSE_MS = { next: 30, refused: 300 }
/** For a ledger that does not answer, in all. */
const MOST_WAITS = 200
const SHARE = { aborted: 0.06, dropped: 0.04, slow: 0.1 }

const [worker = 0, calls = 0] = process.argv.slice(2, 4).map(Number)
const [ledgerAddress = "", refusalFile = ""] = process.argv.slice(4)
const provider = createRalex()

let waits = MOST_WAITS
for (let call = 0; call < calls; call++) {
  await Bun.sleep(chance("pause", worker, call) * PAUSE_MS.next)
  const end = await sayCall(call)
  if (end === "refused") await Bun.sleep(chance("refused", worker, call) * PAUSE_MS.refused)
  if (end === "no-ledger" && waits-- > 0) call--
}
process.exit()

async function sayCall(call: number): Promise<CallEnd> {
  say({ kind: "begin", call })
  const made = await makeCall(call)
  say({ kind: "end", call, ...made })
  return made.end
}

async function makeCall(call: number): Promise<{ end: CallEnd; words?: string }> {
  const signal = AbortSignal.timeout(timeoutOf(call))
  try {
    const { stream } = await provider
      .languageModel("auto")
      .doStream({ ...codingCall({ worker, call }), abortSignal: signal })
    return { end: await readStream(stream, call) }
  } catch (error) {
    if (signal.aborted) return { end: "aborted" }
    const words = error instanceof Error ? error.message : String(error)
    if (words.includes("the ledger can not be used")) return { end: "no-ledger", words }
    if (!words.includes("budget is reached")) return { end: "failed", words }
    await noteFirstRefusal(words)
    return { end: "refused", words }
  }
}

function timeoutOf(call: number): number {
  return chance("abort", worker, call) < SHARE.aborted
    ? chance("abort-at", worker, call) * 300
    : LONGEST_CALL_MS
}

async function readStream(stream: ReadableStream<{ type: string }>, call: number): Promise<CallEnd> {
  const drop = chance("drop", worker, call) < SHARE.dropped
  const slow = chance("slow", worker, call) < SHARE.slow
  let parts = 0
  let end: CallEnd = "cut-off"
  for await (const { type } of stream) {
    if (type === "finish") end = "finished"
    if (slow) await Bun.sleep(5)
    if (drop && ++parts > 5) return "aborted" // leaving the loop cancels the stream
  }
  return end
}

/** Only the first of all processes makes the file; the others go on meanwhile, so it is quick. */
async function noteFirstRefusal(words: string): Promise<void> {
  if (existsSync(refusalFile)) return
  const ledger = await sharedLedger(runtimeSlot(), ledgerAddress)
  const calls = await ledger.calls({})
  const rows = calls.map(({ status, heldNano, costNano, generationId }) => ({
    status,
    heldNano: String(heldNano),
    costNano: String(costNano),
    generationId,
  }))
  try {
    writeFileSync(refusalFile, JSON.stringify({ at: Date.now(), words, rows } satisfies FirstRefusal), {
      flag: "wx",
    })
  } catch {
    // another process was faster
  }
}

/** In one write, so that a process that is killed says a whole line or nothing. */
function say(event: FleetEvent): void {
  writeSync(1, `${JSON.stringify(event)}\n`)
}
