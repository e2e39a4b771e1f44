// Who gets in: by a link once, by its cookie after that, and nobody else, whatever they say they are.
import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { readFileSync, statSync } from "node:fs"
import { connect } from "node:net"
import { dirname } from "node:path"
import { cookieIn, fill, openStage, type Stage } from "./stage.ts"

let stage: Stage

beforeAll(async () => {
  stage = await openStage("sqlite::memory:")
  await fill(stage.ledger)
})
afterAll(() => stage.stop())

const PLACES = [
  "",
  "api/overview.json",
  "api/feed.csv",
  "api/events",
  "metrics",
  "no-such-place",
  "../../etc",
]

async function expectNothing(answer: Response, status: number): Promise<void> {
  expect(answer.status).toBe(status)
  expect(await answer.text()).toBe("")
  expect(answer.headers.get("set-cookie")).toBeNull()
}

/** As it is sent, with headers that fetch would not let through. */
function raw(lines: string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const socket = connect(stage.server.port, "127.0.0.1", () => socket.write(`${lines.join("\r\n")}\r\n\r\n`))
  let text = ""
  socket.on("data", (data) => {
    text += data.toString()
  })
  socket.on("close", () => resolve(text))
  socket.on("error", reject)
  return promise
}

describe("without a token", () => {
  test.each(PLACES)("/%s is 401, and empty", async (place) => {
    await expectNothing(await stage.get(place, { headers: { Cookie: "" } }), 401)
  })

  test("nor is the rest of the server told", async () => {
    for (const path of ["/", "/metrics", "/d/", "/favicon.ico", "/api/overview.json"])
      await expectNothing(await fetch(`${stage.server.origin}${path}`), 401)
  })

  test("a person is told how to get in, and nothing else", async () => {
    const answer = await stage.get("", { headers: { Cookie: "", Accept: "text/html" } })
    expect(answer.status).toBe(401)
    expect(await answer.text()).toBe("Open the dashboard by the link that `ralex dashboard` prints.\n")
  })

  test("a wrong cookie, that of another name, or one in a bearer's place is none", async () => {
    const value = stage.cookie.split("=")[1] ?? ""
    for (const Cookie of ["ralex=x", `other=${value}`, `ralex=${value}x`, `ralex=${value.slice(0, -1)}`])
      await expectNothing(await stage.get("api/overview.json", { headers: { Cookie } }), 401)
    const Authorization = `Bearer ${value}`
    await expectNothing(await stage.get("api/overview.json", { headers: { Cookie: "", Authorization } }), 401)
    await expectNothing(await stage.get(`api/overview.json?token=${value}`, { headers: { Cookie: "" } }), 401)
  })
})

describe("the one-time link", () => {
  test("gives a cookie that no script and no other place can read, and goes on by itself", async () => {
    const answer = await fetch(stage.newLink())
    expect(answer.status).toBe(200)
    expect(answer.headers.get("set-cookie")).toBe(
      `${cookieIn(answer)}; Path=${stage.keys.path}; HttpOnly; SameSite=Strict`,
    )
    expect(await answer.text()).toContain('http-equiv="refresh" content="0; url=./"')
    expect((await stage.get("", { headers: { Cookie: cookieIn(answer) } })).status).toBe(200)
  })

  test("is used up by that, and not by a look at its head", async () => {
    const link = stage.newLink()
    const look = await fetch(link, { method: "HEAD" })
    expect([look.status, look.headers.get("set-cookie")]).toEqual([204, null])
    expect((await fetch(link)).status).toBe(200)
    const again = await fetch(link)
    expect([again.status, again.headers.get("set-cookie")]).toEqual([401, null])
    expect(await again.text()).toStartWith("This link was used already")
  })

  test("of two at the same time one gets in", async () => {
    const link = stage.newLink()
    const answers = await Promise.all([fetch(link), fetch(link), fetch(link)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401])
  })

  test("is worth nothing when it is too old, changed, or of another run", async () => {
    const link = stage.newLink()
    const changed = [
      stage.newLink(-1),
      link.replace(/.$/, (last) => (last === "A" ? "E" : "A")),
      link.replace(/\.(\d{10,})\./, (_, time) => `.${Number(time) + 1}.`),
      link.replace("code=", "code=x"),
      link.replace(/code=.*/, "code="),
      link.replace(/code=.*/, ""),
    ]
    for (const url of changed) expect((await fetch(url)).status).toBe(401)
    const other = await openStage("sqlite::memory:")
    try {
      const code = new URL(other.newLink()).search
      expect((await stage.get(`login${code}`)).status).toBe(401)
    } finally {
      await other.stop()
    }
  })

  test("may be opened from elsewhere as a page, but not fetched from there", async () => {
    const opened = {
      "Sec-Fetch-Site": "cross-site",
      "Sec-Fetch-Mode": "navigate",
      "Sec-Fetch-Dest": "document",
    }
    expect((await fetch(stage.newLink(), { headers: opened })).status).toBe(200)
    for (const dest of ["iframe", "image", "empty"]) {
      const mode = dest === "empty" ? "cors" : "navigate"
      const headers = { ...opened, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest }
      await expectNothing(await fetch(stage.newLink(), { headers }), 403)
    }
  })
})

describe("with the cookie", () => {
  test.each([
    ["a foreign origin", { Origin: "https://evil.example" }, 403],
    ["another port of this machine", { Origin: "http://127.0.0.1:3000" }, 403],
    ["an opaque origin", { Origin: "null" }, 403],
    ["a page of another site", { "Sec-Fetch-Site": "cross-site" }, 403],
    ["a page of another port", { "Sec-Fetch-Site": "same-site" }, 403],
    ["a name that was pointed here", { Host: "evil.example" }, 421],
    ["the same with the port", { Host: "evil.example:7259" }, 421],
    ["a name that begins like ours", { Host: "localhost.evil.example" }, 421],
    ["a name that begins with a number", { Host: "127.0.0.1.evil.example" }, 421],
  ] as const)("%s gets nothing", async (_who, headers, status) => {
    for (const place of PLACES)
      await expectNothing(await stage.get(place, { headers: headers as Record<string, string> }), status)
  })

  test("no host at all gets nothing", async () => {
    const text = await raw(["GET / HTTP/1.0"])
    expect(text).toMatch(/^HTTP\/1\.[01] 4\d\d /)
    expect(text).not.toContain("Ralex")
  })

  test("the page's own requests, and a bookmark, get all", async () => {
    const { origin } = stage.server
    for (const headers of [
      { Origin: origin },
      { "Sec-Fetch-Site": "same-origin" },
      { "Sec-Fetch-Site": "none" },
    ])
      expect(
        (await stage.get("api/overview.json", { headers: headers as Record<string, string> })).status,
      ).toBe(200)
    const { port } = stage.server
    for (const Host of [`localhost:${port}`, `[::1]:${port}`, "192.168.1.7"])
      expect((await stage.get("api/overview.json", { headers: { Host } })).status).toBe(200)
  })

  test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s is not done anywhere", async (method) => {
    for (const place of [...PLACES, "login"]) {
      const answer = await stage.get(place, { method })
      expect(answer.headers.get("allow")).toBe("GET, HEAD")
      await expectNothing(answer, 405)
    }
  })

  test.each(["", "api/overview.json", "api/feed.csv", "api/events", "metrics"])(
    "HEAD of /%s has no body",
    async (place) => {
      const answer = await stage.get(place, { method: "HEAD" })
      expect(answer.status).toBe(200)
      expect(await answer.text()).toBe("")
      expect(answer.headers.get("content-type")).not.toBeNull()
    },
  )
})

test("every answer tells the browser to keep it in, whatever it is", async () => {
  const answers = [
    await stage.get(""),
    await stage.get("api/overview.json"),
    await stage.get("api/overview.json?since=x"),
    await stage.get("api/overview.csv"),
    await stage.get("", { headers: { Cookie: "" } }),
    await stage.get("", { headers: { Origin: "https://evil.example" } }),
    await stage.get("", { method: "POST" }),
    await fetch(stage.newLink()),
  ]
  for (const { headers } of answers) {
    const policy = headers.get("content-security-policy") ?? ""
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(headers.get("x-content-type-options")).toBe("nosniff")
    expect(headers.get("referrer-policy")).toBe("no-referrer")
    expect(headers.get("cache-control")).toBe("no-store")
    expect(headers.get("access-control-allow-origin")).toBeNull()
  }
})

describe("metrics", () => {
  test("are for the cookie, and for the token in its file, which opens nothing else", async () => {
    expect((await stage.get("metrics")).status).toBe(200)
    const headers = { Cookie: "", Authorization: `Bearer ${stage.keys.metricsToken}` }
    const answer = await fetch(`${stage.server.origin}/metrics`, { headers })
    expect(answer.status).toBe(200)
    expect(answer.headers.get("content-type")).toContain("version=0.0.4")
    expect(await answer.text()).toContain("ralex_requests_total")
    await expectNothing(await stage.get("api/overview.json", { headers }), 401)
    await expectNothing(await stage.get("", { headers }), 401)
  })

  test("are not for a wrong token, nor for the key that makes links", async () => {
    for (const token of ["x", "", `${stage.keys.metricsToken}x`, stage.keys.key]) {
      const headers = { Authorization: `Bearer ${token}` }
      await expectNothing(await fetch(`${stage.server.origin}/metrics`, { headers }), 401)
    }
  })
})

test("the keys lie in files that only the person can read, and differ", () => {
  const data = `${dirname(stage.project)}/.local/share/ralex`
  for (const name of ["dashboard-key", "metrics-token"]) {
    expect(statSync(`${data}/${name}`).mode & 0o777).toBe(0o600)
    expect(readFileSync(`${data}/${name}`, "utf8")).toMatch(/^[\w-]{43}$/)
  }
  expect(stage.keys.key).not.toBe(stage.keys.metricsToken)
  expect(stage.keys.path).not.toContain(stage.keys.key.slice(0, 8))
})

test("whoever guesses is soon not listened to, and the person still is", async () => {
  const own = await openStage("sqlite::memory:")
  try {
    const guess = () => own.get("api/overview.json", { headers: { Cookie: "ralex=guess" } })
    const statuses = []
    for (let index = 0; index < 25; index++) statuses.push((await guess()).status)
    expect(new Set(statuses.slice(0, 20))).toEqual(new Set([401]))
    expect(statuses.at(-1)).toBe(429)
    expect((await own.get("api/overview.json")).status).toBe(200)
    const link = own.newLink()
    expect((await fetch(link)).status).toBe(200)
    const used = await fetch(link)
    expect(used.status).toBe(429)
    expect(await used.text()).toContain("Run `ralex dashboard`: the link that it prints works at once.")
    expect(await (await guess()).text()).toBe("")
  } finally {
    await own.stop()
  }
})
