// The settings that the bench of peers writes, the processes it counts, and when its claim holds. No peer is started.
import { expect, test } from "bun:test"
import { shareOfAdded } from "../../bench/overhead/summary.ts"
import { claimOf } from "../../bench/peers/claim.ts"
import { claudeCodeRouterConfig } from "../../bench/peers/claude-code-router.ts"
import { liteLlmConfig } from "../../bench/peers/litellm.ts"
import { portkeyHeaders } from "../../bench/peers/portkey.ts"
import { treeOf } from "../../bench/peers/process-tree.ts"

const UPSTREAM = "http://127.0.0.1:9/api/v1"

test("every peer's settings lead to the simulator alone", () => {
  const written = [
    JSON.stringify(claudeCodeRouterConfig({ port: 1, upstream: UPSTREAM })),
    liteLlmConfig(UPSTREAM),
    JSON.stringify(portkeyHeaders(UPSTREAM)),
  ]
  for (const text of written) {
    const urls = text.match(/https?:[^"]+/g) ?? []
    expect(urls).toHaveLength(1)
    expect(urls[0]).toStartWith("http://127.0.0.1:9/api")
  }
})

test("Portkey gets the host without the /v1 that it adds", () => {
  expect(portkeyHeaders(UPSTREAM)["x-portkey-custom-host"]).toBe("http://127.0.0.1:9/api")
})

test("a process counts with its children and theirs, and with nobody else's", () => {
  const listed = `    1     0  1024
   10     1  2048
   11    10  3072
   12    11  1024
   20     1  9999
`
  expect(treeOf(listed, 10)).toEqual([
    { pid: 10, residentMb: 2 },
    { pid: 11, residentMb: 3 },
    { pid: 12, residentMb: 1 },
  ])
  expect(treeOf(listed, 99)).toEqual([])
})

const steady = (name: string, ms: number) => ({ name, times: Array.from({ length: 20 }, () => ms) })

test("the share is of what is added, not of the whole time", () => {
  expect(shareOfAdded([101], [105], [100], 0.5)).toEqual({ value: 0.2, low: 0.2, high: 0.2 })
})

test("the best peer is the one that adds least, and the claim is of a tenth of it", () => {
  const direct = steady("direct", 100)
  const peers = [steady("slow", 150), steady("quick", 110), steady("slower", 180)]
  expect(claimOf(direct, steady("Ralex", 100.5), peers)).toMatchObject({ best: "quick", holds: "yes" })
  expect(claimOf(direct, steady("Ralex", 102), peers)).toMatchObject({ best: "quick", holds: "no" })
  expect(claimOf(direct, steady("Ralex", 102), [])).toBeUndefined()
})

test("the claim is not sure where chance allows both", () => {
  const ralex = { name: "Ralex", times: Array.from({ length: 20 }, (_, at) => (at % 2 ? 100.5 : 102)) }
  const claim = claimOf(steady("direct", 100), ralex, [steady("quick", 110)])
  expect(claim?.holds).toBe("not sure")
})
