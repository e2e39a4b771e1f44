// Work that is asked for while it runs is done once more, and never twice at once.
import { expect, test } from "bun:test"
import { coalesced } from "../../dashboard/page/coalesced.ts"

function gatedWork() {
  const ends: (() => void)[] = []
  const work = () => new Promise<void>((resolve) => ends.push(resolve))
  return { ask: coalesced(work), ends }
}

test("however often it is asked for while it runs, it is done once more", async () => {
  const { ask, ends } = gatedWork()
  const first = ask()
  await Promise.all([ask(), ask(), ask()])
  expect(ends.length).toBe(1)
  ends[0]?.()
  await Bun.sleep(0)
  expect(ends.length).toBe(2)
  ends[1]?.()
  await first
  expect(ends.length).toBe(2)
})

test("asked for after it ended, it is done again", async () => {
  const { ask, ends } = gatedWork()
  for (const turn of [1, 2]) {
    const done = ask()
    expect(ends.length).toBe(turn)
    ends[turn - 1]?.()
    await done
  }
})
