// Leave to do one action once, in the table of permits: each step in one transaction, so that of several processes one
// alone uses it up.
import { clean } from "./insert-verdict.ts"
import type { ActionAsked, CodeOutcome, CodeSaid, Permit, PermitOffer } from "./permit.ts"
import { insertRow } from "./store/insert-row.ts"
import { query, type Row, type Work } from "./store/store.ts"

/** A model that is blocked again and again does not fill the ledger: the oldest code makes room. */
const MOST_OPEN = 20

/** So often a session's codes may be guessed before all that are open are void. */
const MOST_WRONG = 5

/** They are of no use, but tell for a while what was offered. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1000

/** @returns false where the same action has a code already. */
export function* insertPermit(offer: PermitOffer, skewMs: number): Work<boolean> {
  const now = offer.at.getTime() + skewMs
  yield* query("DELETE FROM permits WHERE expires_at < $1", [now - FORGOTTEN_MS])
  const open = yield* selectOpen(offer.rootSession, now)
  if (open.some(({ action }) => action === offer.action)) return false
  for (const { id } of open.filter(({ state }) => state === "open").slice(0, -(MOST_OPEN - 1)))
    yield* query("UPDATE permits SET state = 'void' WHERE id = $1", [String(id)])
  yield* insertRow("permits", {
    id: crypto.randomUUID(),
    at: now,
    expires_at: offer.until.getTime() + skewMs,
    root_session: offer.rootSession,
    session: offer.session,
    call_id: offer.call,
    code: offer.code,
    action: offer.action,
    rule: offer.rule,
    tool: offer.tool,
    subject: clean(offer.subject),
  })
  return true
}

export function* selectPermits(rootSession: string, at: Date, skewMs: number): Work<Permit[]> {
  const rows = yield* selectOpen(rootSession, at.getTime() + skewMs)
  return rows.filter(({ state }) => state === "open").map((row) => readPermit(row, skewMs))
}

/** Gives an open one another code in place of the one that nobody knows any more. */
export function* recodePermit(id: string, code: string): Work<void> {
  yield* query("UPDATE permits SET code = $2 WHERE id = $1 AND state = 'open'", [id, code])
}

/** Counts what is no code of the session's, whoever said it. */
export function* grantPermit(said: CodeSaid, skewMs: number): Work<CodeOutcome> {
  const now = said.at.getTime() + skewMs
  const rows = yield* selectOpen(said.rootSession, now)
  const found = rows.find(({ code }) => code === said.code)
  if (found?.state === "granted") return { kind: "granted", permit: readPermit(found, skewMs) }
  if (found) {
    const [granted] = yield* query(
      "UPDATE permits SET state = 'granted', expires_at = $2 WHERE id = $1 RETURNING *",
      [String(found.id), said.until.getTime() + skewMs],
    )
    return granted ? { kind: "granted", permit: readPermit(granted, skewMs) } : { kind: "none-open" }
  }
  const open = rows.filter(({ state }) => state === "open")
  if (open.length === 0) return { kind: "none-open" }
  const wrong = Math.max(...open.map((row) => Number(row.wrong))) + 1
  const state = wrong >= MOST_WRONG ? "void" : "open"
  yield* query(
    "UPDATE permits SET wrong = $3, state = $4 WHERE root_session = $1 AND state = 'open' AND expires_at > $2",
    [said.rootSession, now, wrong, state],
  )
  return { kind: "wrong", left: Math.max(0, MOST_WRONG - wrong) }
}

/** @returns whether the action may be done now; the leave is used up by it. */
export function* takePermit({ at, rootSession, action }: ActionAsked, skewMs: number): Work<boolean> {
  const [taken] = yield* query(
    `UPDATE permits SET state = 'used' WHERE id IN (
       SELECT id FROM permits WHERE root_session = $1 AND state = 'granted' AND action = $2 AND expires_at > $3
       ORDER BY at LIMIT 1
     ) RETURNING session, call_id`,
    [rootSession, action, at.getTime() + skewMs],
  )
  if (!taken) return false
  yield* query(
    "UPDATE verdicts SET outcome = 'lifted' WHERE session = $1 AND call_id = $2 AND outcome = 'blocked'",
    [String(taken.session), String(taken.call_id)],
  )
  return true
}

function* selectOpen(rootSession: string, now: number): Work<Row[]> {
  return yield* query(
    "SELECT * FROM permits WHERE root_session = $1 AND state IN ('open', 'granted') AND expires_at > $2 ORDER BY at, id",
    [rootSession, now],
  )
}

function readPermit(row: Row, skewMs: number): Permit {
  return {
    id: String(row.id),
    at: new Date(Number(row.at) - skewMs),
    until: new Date(Number(row.expires_at) - skewMs),
    rule: String(row.rule),
    tool: String(row.tool),
    subject: String(row.subject),
  }
}
