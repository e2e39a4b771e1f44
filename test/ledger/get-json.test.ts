// What a reading of the control plane is, and which failures are tried again.
import { afterEach, expect, test } from "bun:test"
import { getJson } from "../../ledger/get-json.ts"

type Answer = () => Response
let server: Bun.Server<undefined> | undefined
afterEach(() => server?.stop(true))

/** @param answers The last is given again and again. */
async function reading(...answers: Answer[]) {
  const asked: string[] = []
  server = Bun.serve({
    port: 0,
    fetch: ({ headers }) => {
      asked.push(headers.get("authorization") ?? "")
      return (answers[asked.length - 1] ?? answers.at(-1))?.() ?? new Response()
    },
  })
  return { got: await getJson(`http://127.0.0.1:${server.port}/key`, "test-key"), asked }
}

const ok: Answer = () => Response.json({ data: 1 })
const status =
  (code: number): Answer =>
  () =>
    new Response("no", { status: code })

test("the body comes as JSON, for the key", async () => {
  const { got, asked } = await reading(ok)
  expect(got).toEqual({ kind: "body", body: { data: 1 } })
  expect(asked).toEqual(["Bearer test-key"])
})

test("what is no JSON is no body", async () => {
  expect((await reading(() => new Response("<html>"))).got).toEqual({ kind: "body", body: undefined })
})

test.each([401, 403, 404])("a %d is told at once", async (code) => {
  const { got, asked } = await reading(status(code), ok)
  expect(got).toEqual({ kind: "status", status: code })
  expect(asked).toHaveLength(1)
})

test.each([429, 503])("after a %d it is asked again", async (code) => {
  const { got, asked } = await reading(status(code), ok)
  expect(got).toEqual({ kind: "body", body: { data: 1 } })
  expect(asked).toHaveLength(2)
})

test("the third failure is told", async () => {
  const { got, asked } = await reading(status(502))
  expect(got).toEqual({ kind: "status", status: 502 })
  expect(asked).toHaveLength(3)
})

test("an address where nobody answers is unreachable", async () => {
  const closed = Bun.serve({ port: 0, fetch: () => new Response() })
  const url = `http://127.0.0.1:${closed.port}/key`
  await closed.stop(true)
  expect(await getJson(url, "test-key")).toEqual({ kind: "unreachable" })
})
