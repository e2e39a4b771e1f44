// A server that anybody may ask is said once, where nobody confirms anything.
import { afterEach, expect, test } from "bun:test"
import { warnOpenServer } from "../../plugin/warn-open-server.ts"
import { closeSamples, sample } from "./sample-opencode.ts"

afterEach(closeSamples)

const started = (...words: string[]) => ["/usr/bin/opencode", "/$bunfs/root/opencode", ...words]

test.each([[["serve"]], [["web", "--port", "4096"]], [["--hostname=0.0.0.0"]]])(
  "%j in yolo mode without a password is warned of",
  async (words) => {
    const it = await sample({ mode: "yolo" })
    warnOpenServer(it.instance, started(...words))
    expect(it.told.join()).toContain("OPENCODE_SERVER_PASSWORD")
  },
)

test("nothing is said in guard mode, with a password, or where nothing listens", async () => {
  const guarded = await sample({ mode: "guard" })
  warnOpenServer(guarded.instance, started("serve"))
  const yolo = await sample({ mode: "yolo" })
  warnOpenServer(yolo.instance, started("run", "hello"))
  const environment = { ...yolo.instance.environment, serverPassword: "x" }
  warnOpenServer({ ...yolo.instance, environment }, started("serve"))
  expect([...guarded.told, ...yolo.told]).toEqual([])
})
