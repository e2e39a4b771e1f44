// An SQLite ledger on a disk that is full: no call is held that is not written, the reason is said, and it goes on as
// soon as there is room.
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Ledger, openLedger } from "../../ledger/index.ts"
import { callStart, fixedBound, noon, settlement } from "./sample-calls.ts"

const ROOM = 8 * 1024 * 1024
const refusal = /^The ledger .* can not be used \(.*\); see that its folder can be written and has room/
let folder = ""
let file = ""

setDefaultTimeout(60_000)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ralex-full-"))
  file = join(folder, "ledger.db")
})

afterEach(() => {
  Bun.spawnSync(["umount", "--lazy", folder], { stderr: "ignore" })
  rmSync(folder, { recursive: true })
})

/** A disk of its own, small; only root may make one, and not in every container. */
const mayMount = (() => {
  const probe = mkdtempSync(join(tmpdir(), "ralex-mount-"))
  const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", probe], {
    stderr: "ignore",
  }).success
  if (mounted) Bun.spawnSync(["umount", probe])
  rmSync(probe, { recursive: true })
  return mounted
})()
if (!mayMount) console.log("skipped, since this user may not mount a disk: a ledger on a full disk")

const ballast = () => join(folder, "ballast")

function mountSmall(): void {
  Bun.spawnSync(["mount", "-t", "tmpfs", "-o", `size=${ROOM}`, "tmpfs", folder])
}

function fill(leaving: number): void {
  const { bavail, bsize } = statfsSync(folder)
  writeFileSync(ballast(), Buffer.alloc(Math.max(0, bavail * bsize - leaving)))
}

/** Holds and settles until the disk is full. @returns the ids that were held, and why it ended. */
async function holdUntilFull(ledger: Ledger): Promise<{ held: string[]; reason: string }> {
  const held: string[] = []
  for (;;) {
    const start = callStart({ signals: ["x".repeat(1_000)] })
    try {
      await ledger.hold(start, fixedBound(10n), [{ scope: "daily", limitNano: 10n ** 9n }])
      held.push(start.id)
      if (held.length % 2 === 0) await ledger.settle(start.id, settlement(4n))
    } catch (error) {
      return { held, reason: error instanceof Error ? error.message : "" }
    }
  }
}

const testOnDisk = test.skipIf(!mayMount)

testOnDisk(
  "a disk that fills up while the ledger is open refuses holds, loses none, and works again with room",
  async () => {
    mountSmall()
    const ledger = await openLedger(`sqlite:${file}`)
    fill(2_000_000)
    const { held, reason } = await holdUntilFull(ledger)
    expect(reason).toMatch(refusal)
    expect(held.length).toBeGreaterThan(5)
    await expect(ledger.hold(callStart(), fixedBound(1n), [])).rejects.toThrow(refusal)
    const before = await ledger.calls({})
    expect(new Set(before.map(({ id }) => id))).toEqual(new Set(held))
    rmSync(ballast())
    const start = callStart()
    await ledger.hold(start, fixedBound(10n), [])
    await ledger.settle(start.id, settlement(1n))
    for (const id of held) await ledger.settle(id, settlement(4n))
    expect((await ledger.spent({ scope: "daily", at: noon })).countedNano).toBe(4n * BigInt(held.length) + 1n)
    expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
    await ledger.close()
    const again = await openLedger(`sqlite:${file}`)
    expect(await again.verify(true)).toMatchObject({ kind: "whole" })
    await again.close()
  },
)

testOnDisk.each([0, 4_096, 20_000, 60_000, 100_000])(
  "a new ledger with %p bytes of room works or says that it can not, and leaves nothing in the way",
  async (room) => {
    mountSmall()
    fill(room)
    const opened = await openLedger(`sqlite:${file}`).catch((error: Error) => error.message)
    if (typeof opened === "string") expect(opened).toMatch(refusal)
    else {
      expect((await holdUntilFull(opened)).reason).toMatch(refusal)
      await opened.close()
    }
    rmSync(ballast())
    const ledger = await openLedger(`sqlite:${file}`, {
      notice: (sentence) => expect(sentence).toBe("no notice"),
    })
    expect((await ledger.hold(callStart(), fixedBound(10n), [])).kind).toBe("held")
    expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
    await ledger.close()
  },
)

test("a file that may grow no further refuses holds and keeps what it told of", async () => {
  const script = fileURLToPath(new URL("./holding-process.ts", import.meta.url))
  // 512-byte blocks; the signal of that limit is ignored, as a full disk sends none.
  const command = `trap "" XFSZ; ulimit -f 4000; exec "$0" "$@"`
  const child = Bun.spawn(
    ["sh", "-c", command, process.execPath, script, `sqlite:${file}`, "p", "100000000"],
    {
      stdout: "pipe",
      stderr: "inherit",
    },
  )
  const lines = (await new Response(child.stdout).text()).trim().split("\n")
  const held = lines.filter((line) => line.startsWith("held"))
  expect(lines.at(-1)).toMatch(/^failed The ledger .* can not be used/)
  expect(held.length).toBeGreaterThan(5)
  const ledger = await openLedger(`sqlite:${file}`)
  expect(await ledger.calls({})).toHaveLength(held.length)
  expect(await ledger.verify(true)).toMatchObject({ kind: "whole" })
  await ledger.close()
})
