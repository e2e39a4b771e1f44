// Decisions of the dashboard that need no server.
import { describe, expect, test } from "bun:test"
import { openerOf } from "../../dashboard/server/open-browser.ts"
import { secureHeaders } from "../../dashboard/server/secure-headers.ts"
import { isLoopback } from "../../dashboard/server/start-dashboard.ts"
import { readCursor } from "../../dashboard/views/feed-cursor.ts"
import { readFilter } from "../../dashboard/views/read-filter.ts"

const noon = new Date("2026-11-19T12:00:00Z")
const filterOf = (query: string) => readFilter(new URLSearchParams(query), noon)

describe("filters", () => {
  test.each([
    ["since=24h", "2026-11-18T12:00:00.000Z"],
    ["since=2w", "2026-11-05T12:00:00.000Z"],
    ["since=2026-11-01", "2026-11-01T00:00:00.000Z"],
    ["since=2026-11-01T10:00", "2026-11-01T10:00:00.000Z"],
    ["since=2026-11-01T10:00:00%2B02:00", "2026-11-01T08:00:00.000Z"],
  ])("%s is since %s, whatever the zone of the machine", (query, since) => {
    expect(filterOf(query)).toMatchObject({ kind: "ok", filter: { since: new Date(since) } })
  })

  test("the names of an object's own are no filters, and come to nothing", () => {
    for (const name of ["__proto__", "constructor", "toString"])
      expect(filterOf(`${name}=x`).kind).toBe("bad")
  })
})

test("cursors are two numbers, and nothing else is one", () => {
  expect(readCursor("12.34")).toEqual({ sequence: 12, alertsFrom: 34 })
  for (const text of [null, "", "1", "1.", "-1.2", "1.2.3", "x.y", "9".repeat(40)])
    expect(readCursor(text)).toBeUndefined()
})

test("only the page's own code runs", () => {
  const policy = secureHeaders(
    "<style>a{}</style><script type=module>run()</script><script>other()</script>",
  )["Content-Security-Policy"]
  const hash = (text: string) => `'sha256-${new Bun.CryptoHasher("sha256").update(text).digest("base64")}'`
  expect(policy).toContain(`script-src ${hash("run()")} ${hash("other()")};`)
  expect(policy).toContain(`style-src ${hash("a{}")};`)
  expect(secureHeaders("")["Content-Security-Policy"]).toContain("script-src 'none'")
})

test("a browser is opened by a program's whole path, and on Linux only with a screen", () => {
  expect(openerOf("linux", true, () => true)).toEqual(["/usr/bin/xdg-open"])
  expect(openerOf("linux", false, () => true)).toBeUndefined()
  expect(openerOf("linux", true, () => false)).toBeUndefined()
  expect(openerOf("darwin", false, () => true)).toEqual(["/usr/bin/open"])
  expect(openerOf("aix", true, () => true)).toBeUndefined()
})

test("what only this machine reaches", () => {
  for (const host of ["127.0.0.1", "127.1.2.3", "localhost", "::1"]) expect(isLoopback(host)).toBe(true)
  for (const host of ["0.0.0.0", "::", "192.168.1.2", "127.0.0.1.example"])
    expect(isLoopback(host)).toBe(false)
})
