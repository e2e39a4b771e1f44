// Work that is asked for while it runs is done once more, never twice at once, and not without a rest.
import { expect, test } from "bun:test"
import { coalesced } from "../../dashboard/page/coalesced.ts"

/** Work and rest that end when they are told to; what began, in order. */
function gated() {
  const began: string[] = []
  let end = () => {}
  const wait = (name: string) =>
    new Promise<void>((resolve) => {
      began.push(name)
      end = resolve
    })
  const ask = coalesced(
    () => wait("work"),
    () => wait("rest"),
  )
  const next = async () => {
    end()
    await Bun.sleep(0)
  }
  return { ask, began, next }
}

test("however often it is asked for while it runs, it is done once more, after a rest", async () => {
  const { ask, began, next } = gated()
  const done = ask()
  await Promise.all([ask(), ask(), ask()])
  expect(began).toEqual(["work"])
  await next()
  expect(began).toEqual(["work", "rest"])
  await next()
  expect(began).toEqual(["work", "rest", "work"])
  await next()
  await next()
  await done
  expect(began).toEqual(["work", "rest", "work", "rest"])
})

test("what is asked for while it rests is done after that", async () => {
  const { ask, began, next } = gated()
  const done = ask()
  await next()
  await ask()
  await next()
  expect(began).toEqual(["work", "rest", "work"])
  await next()
  await next()
  await done
})

test("asked for after it ended, it is done again", async () => {
  const { ask, began, next } = gated()
  for (const turn of [1, 2]) {
    const done = ask()
    await next()
    await next()
    await done
    expect(began.length).toBe(2 * turn)
  }
})
