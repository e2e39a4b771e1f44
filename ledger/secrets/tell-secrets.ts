// What the person hears of secrets in what goes to models, once each, with what to find them by again: the kind, the
// fingerprint that stands in the placeholder, and where it was. Also a row, which `ralex log --all` shows.
import { forgetOldest, type Instance } from "../../config/index.ts"
import { openBooks } from "../open-books.ts"
import { logVerdict } from "../request-log/log-verdict.ts"
import type { VerdictRow } from "../verdict-row.ts"
import type { NamedSecret } from "./mask-text.ts"

export interface Seen extends NamedSecret {
  where: string
}

/** In whose session they were seen. */
interface Caller {
  instance: Instance
  session: string
  rootSession: string
  agent: string
}

/** A list of a thousand tokens is one find, for the person and for the ledger. */
const LISTED = 3
const WRITTEN = 20

const MOST_TOLD = 5_000

const told = new WeakMap<Instance, Set<string>>()

export async function tellSecrets(seen: readonly Seen[], caller: Caller): Promise<void> {
  const news = newOf(seen, caller.instance)
  if (news.length === 0) return
  const masked = news.filter(({ isMasked }) => isMasked)
  const sent = news.filter(({ isMasked }) => !isMasked)
  if (masked.length > 0)
    say(
      caller,
      `Ralex masked what is secret before it went to the model: ${list(masked)}. The secrets stay here.`,
    )
  if (sent.length > 0)
    say(
      caller,
      `Ralex sent what may be secret to the model: ${list(sent)}. If it is, change it, and keep it from models.`,
    )
  await writeDown(news, caller)
}

function newOf(seen: readonly Seen[], instance: Instance): Seen[] {
  const known = told.get(instance) ?? new Set()
  told.set(instance, known)
  const news = seen.filter(({ kind, fingerprint }) => {
    const isNew = !known.has(`${kind}:${fingerprint}`)
    known.add(`${kind}:${fingerprint}`)
    return isNew
  })
  forgetOldest(known, MOST_TOLD)
  return news
}

function say({ instance }: Caller, text: string): void {
  instance.tell({ level: "warning", text })
}

function list(seen: readonly Seen[]): string {
  const named = seen.slice(0, LISTED).map(({ kind, fingerprint, where }) => `${kind} ${fingerprint} ${where}`)
  const more = seen.length - named.length
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ")
}

/** What can not be written is masked all the same. */
async function writeDown(seen: readonly Seen[], caller: Caller): Promise<void> {
  const rows = seen.slice(0, WRITTEN).map((one) => rowOf(one, caller))
  for (const row of rows) logVerdict(row, caller.instance)
  const books = await openBooks(caller.instance)
  if (books.kind === "closed") return
  for (const row of rows) await books.ledger.record(row).catch(() => {})
}

function rowOf({ kind, fingerprint, isMasked, where }: Seen, caller: Caller): VerdictRow {
  return {
    at: new Date(),
    project: caller.instance.project,
    session: caller.session,
    rootSession: caller.rootSession,
    agent: caller.agent,
    tool: "model-call",
    verdict: "allow",
    rule: isMasked ? "outbound.masked" : "outbound.sent",
    reason: `${kind} ${fingerprint} ${where}`,
    subject: null,
  }
}
