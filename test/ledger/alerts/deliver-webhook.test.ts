// Posting an alert to a webhook on loopback: tries, signature, and what a wrong answer does.
import { describe, expect, test } from "bun:test"
import { Webhook } from "standardwebhooks"
import { deliverWebhook } from "../../../ledger/alerts/deliver-webhook.ts"
import type { AlertRow } from "../../../ledger/index.ts"
import { hang, status, webhookServer } from "./webhook-server.ts"

const patience = { waitsMs: [1, 1], answerWithinMs: 20_000 }
const row: AlertRow = {
  key: "limit:daily:80:2026-11-19",
  at: new Date("2026-11-19T12:00:00Z"),
  level: "warning",
  text: "Ralex: the daily budget of agent <!channel> & co",
}

describe("the message", () => {
  test("is JSON that Slack takes, with the plain text beside it", async () => {
    await using server = webhookServer()
    expect(await deliverWebhook(row, { url: server.url, secret: undefined }, patience)).toEqual({
      kind: "delivered",
    })
    expect(server.posted).toHaveLength(1)
    expect(server.posted[0]?.path).toBe("/services/T0/B0/path-secret")
    expect(JSON.parse(server.posted[0]?.body ?? "")).toEqual({
      text: "Ralex: the daily budget of agent &lt;!channel&gt; &amp; co",
      type: "ralex.limit",
      timestamp: "2026-11-19T12:00:00.000Z",
      data: { level: "warning", text: row.text },
    })
    expect(server.posted[0]?.headers["content-type"]).toBe("application/json")
    expect(server.posted[0]?.headers).not.toHaveProperty("webhook-signature")
  })

  const standard = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
  const receiver = new Webhook("passphrase", { format: "raw" })

  test.each([
    ["in the standard's form", standard, new Webhook(standard)],
    ["of any other form", "passphrase", receiver],
  ])(
    "is signed with a secret %s, so that any receiver of the standard accepts it",
    async (_what, secret, verifier) => {
      await using server = webhookServer()
      await deliverWebhook(row, { url: server.url, secret }, patience)
      const { body, headers } = server.posted[0] ?? { body: "", headers: {} }
      expect(verifier.verify(body, headers)).toMatchObject({ type: "ralex.limit" })
      expect(() => verifier.verify(body.replace("daily", "weekly"), headers)).toThrow()
    },
  )

  test("is signed by its bytes when a passphrase is not ASCII", async () => {
    await using server = webhookServer()
    await deliverWebhook(row, { url: server.url, secret: "schlüssel" }, patience)
    const { body, headers } = server.posted[0] ?? { body: "", headers: {} }
    const bytes = new Webhook(new TextEncoder().encode("schlüssel"), { format: "raw" })
    expect(bytes.verify(body, headers)).toBeDefined()
  })

  test("is not sent at all when its secret can not sign", async () => {
    await using server = webhookServer()
    const delivery = await deliverWebhook(row, { url: server.url, secret: "whsec_not base64!" }, patience)
    expect(delivery).toMatchObject({ kind: "gave-up", why: expect.stringContaining("RALEX_WEBHOOK_SECRET") })
    expect(server.posted).toEqual([])
  })
})

describe("tries", () => {
  test("a passing failure is tried again under the same id", async () => {
    await using server = webhookServer(status(503), status(429), status(204))
    expect(await deliverWebhook(row, { url: server.url, secret: undefined }, patience)).toEqual({
      kind: "delivered",
    })
    expect(server.posted).toHaveLength(3)
    const ids = server.posted.map(({ headers }) => headers["webhook-id"])
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).toStartWith("msg_")
  })

  test("after three tries it gives up", async () => {
    await using server = webhookServer(status(500))
    const delivery = await deliverWebhook(row, { url: server.url, secret: undefined }, patience)
    expect(delivery).toEqual({ kind: "gave-up", why: "it answered with status 500" })
    expect(server.posted).toHaveLength(3)
  })

  test.each([400, 403, 404, 410])("a final %d is not tried again", async (code) => {
    await using server = webhookServer(status(code))
    const delivery = await deliverWebhook(row, { url: server.url, secret: undefined }, patience)
    expect(delivery).toEqual({ kind: "gave-up", why: `it answered with status ${code}` })
    expect(server.posted).toHaveLength(1)
  })

  test.each([301, 302, 307, 308])("a redirect by %d is not followed", async (code) => {
    await using elsewhere = webhookServer()
    await using server = webhookServer(status(code, { location: elsewhere.url }))
    const delivery = await deliverWebhook(row, { url: server.url, secret: "passphrase" }, patience)
    expect(delivery).toMatchObject({ kind: "gave-up" })
    expect([server.posted.length, elsewhere.posted.length]).toEqual([1, 0])
  })

  test("one that hangs is left and tried again", async () => {
    await using server = webhookServer(hang, status(200))
    const short = { ...patience, answerWithinMs: 500 }
    expect(await deliverWebhook(row, { url: server.url, secret: undefined }, short)).toEqual({
      kind: "delivered",
    })
    expect(server.posted.length).toBeGreaterThan(1)
  })

  test("one that never answers is given up in words without its address", async () => {
    await using server = webhookServer(hang)
    const short = { ...patience, answerWithinMs: 30 }
    const delivery = await deliverWebhook(row, { url: server.url, secret: undefined }, short)
    expect(delivery).toEqual({ kind: "gave-up", why: "it did not answer in time" })
  })

  test("an answer that never ends is an answer", async () => {
    const chunk = new Uint8Array(1024)
    const pull = (body: ReadableStreamDefaultController) => Bun.sleep(1).then(() => body.enqueue(chunk))
    const endless = () => new Response(new ReadableStream({ pull }))
    await using server = webhookServer(endless)
    expect(await deliverWebhook(row, { url: server.url, secret: undefined }, patience)).toEqual({
      kind: "delivered",
    })
  })

  test.each(["http://127.0.0.1:1/path-secret", "not a URL"])(
    "%s can not be reached, which is no exception",
    async (url) => {
      const delivery = await deliverWebhook(row, { url, secret: undefined }, patience)
      expect(delivery).toEqual({ kind: "gave-up", why: "it could not be reached" })
    },
  )
})
