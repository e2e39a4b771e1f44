// A request to the answer of the dashboard: the page, a view, the live feed, metrics. It reads and changes nothing.
import { RalexError } from "../../config/index.ts"
import { readMetrics } from "../../ledger/index.ts"
import { VIEWS, type ViewDocuments, type ViewName } from "../contract.ts"
import { csvOf } from "../csv/csv-of.ts"
import { type FeedCursor, readCursor } from "../views/feed-cursor.ts"
import { type ReadFilter, readFilter } from "../views/read-filter.ts"
import { viewReaders } from "../views/read-view.ts"
import { ViewError } from "../views/view-error.ts"
import type { ViewSources } from "../views/view-sources.ts"
import type { EventStreams } from "./event-stream.ts"
import { type LoginKey, proofOf } from "./login-code.ts"
import type { DashboardKeys } from "./places.ts"
import { refuseStranger } from "./refuse-stranger.ts"
import { sameSecret } from "./same-secret.ts"
import { secureHeaders } from "./secure-headers.ts"
import type { Sessions } from "./sessions.ts"
import type { SlowViews } from "./slow-views.ts"
import type { WrongTokens } from "./wrong-tokens.ts"

export interface AnswerDeps {
  sources: ViewSources
  keys: DashboardKeys
  login: LoginKey
  sessions: Sessions
  streams: EventStreams
  wrongTokens: WrongTokens
  slowViews: SlowViews
  page: string
  /** What the server listens on. */
  host: string
}

const COOKIE = "ralex"
const JSON_TYPE = "application/json; charset=utf-8"
const HTML_TYPE = "text/html; charset=utf-8"

export function answerer(deps: AnswerDeps): (request: Request) => Promise<Response> {
  const headers = secureHeaders(deps.page)
  return async (request) => {
    const answer = await answerSurely(deps, request)
    for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value)
    if (request.method !== "HEAD") return answer
    await answer.body?.cancel()
    return new Response(null, { status: answer.status, headers: answer.headers })
  }
}

async function answerSurely(deps: AnswerDeps, request: Request): Promise<Response> {
  try {
    return await answer(deps, request)
  } catch (error) {
    if (error instanceof ViewError) return problem(400, error.message)
    if (RalexError.isInstance(error)) return problem(503, error.message)
    return problem(
      500,
      "This view could not be read. Run `ralex doctor`; if it finds nothing, please report this.",
    )
  }
}

async function answer(deps: AnswerDeps, request: Request): Promise<Response> {
  const { keys, host } = deps
  // Without a Host the address is a path alone.
  const url = new URL(request.url, "http://localhost")
  const inside = url.pathname.startsWith(keys.path) ? url.pathname.slice(keys.path.length) : undefined
  const asked = { method: request.method, headers: request.headers, isLogin: inside === "login" }
  const refused = refuseStranger(asked, host)
  if (refused)
    return new Response(null, {
      status: refused.status,
      headers: refused.status === 405 ? { Allow: "GET, HEAD" } : {},
    })
  if (inside === "login") return exchange(deps, request, url)
  if (inside === "here") return here(deps, url)
  if (url.pathname === "/metrics" || inside === "metrics")
    return mayReadMetrics(deps, request) ? metrics(deps) : unknown(deps, request)
  if (!isLoggedIn(deps, request)) return unknown(deps, request)
  return inside === undefined ? problem(404, "There is nothing here.") : view(deps, inside, request, url)
}

/** The cookie is set by a page that goes on by itself: a strict cookie is not sent along a way that began elsewhere. */
function exchange({ sessions, keys, wrongTokens }: AnswerDeps, request: Request, url: URL): Response {
  // What looks ahead at links does not use them up.
  if (request.method === "HEAD") return new Response(null, { status: 204 })
  const cookie = sessions.exchange(url.searchParams.get("code") ?? "")
  if (cookie === undefined) return unauthorized(wrongTokens.note(), USED)
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><meta http-equiv="refresh" content="0; url=./"><title>Ralex</title><a href="./">The dashboard</a></html>`
  return new Response(page, {
    headers: {
      "Content-Type": HTML_TYPE,
      "Set-Cookie": `${COOKIE}=${cookie}; Path=${keys.path}; HttpOnly; SameSite=Strict`,
    },
  })
}

const USED = "This link was used already, or is too old. Run `ralex dashboard` for a new one.\n"
const TOO_MANY =
  "Too many wrong links or cookies came in the last minute. Run `ralex dashboard`: the link that it prints works at once.\n"
const NO_TOKEN = "Open the dashboard by the link that `ralex dashboard` prints.\n"

/** For a second `ralex dashboard`, which looks whether it is this one that listens here. */
function here({ login }: AnswerDeps, url: URL): Response {
  const challenge = url.searchParams.get("challenge") ?? ""
  if (!/^[\w-]{16,64}$/.test(challenge)) return new Response(null, { status: 400 })
  return Response.json({ proof: proofOf(login, challenge) })
}

function cookieOf(request: Request): string | undefined {
  const found = (request.headers.get("cookie") ?? "")
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${COOKIE}=`))
  return found?.slice(COOKIE.length + 1)
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer ([^\s]+)$/i.exec(request.headers.get("authorization") ?? "")?.[1]
}

function isLoggedIn({ sessions }: AnswerDeps, request: Request): boolean {
  const cookie = cookieOf(request)
  return cookie !== undefined && sessions.has(cookie)
}

function mayReadMetrics(deps: AnswerDeps, request: Request): boolean {
  const bearer = bearerOf(request)
  return isLoggedIn(deps, request) || (bearer !== undefined && sameSecret(bearer, deps.keys.metricsToken))
}

/** A wrong token counts, none does not. */
function unknown({ wrongTokens }: AnswerDeps, request: Request): Response {
  const said = cookieOf(request) ?? bearerOf(request)
  return unauthorized(said === undefined || wrongTokens.note(), isForPerson(request) ? NO_TOKEN : null)
}

function unauthorized(isBearable: boolean, sentence: string | null): Response {
  const said = isBearable ? sentence : sentence && TOO_MANY
  return new Response(said, {
    status: isBearable ? 401 : 429,
    headers: {
      ...(said === null ? {} : { "Content-Type": "text/plain; charset=utf-8" }),
      ...(isBearable ? { "WWW-Authenticate": "Bearer" } : { "Retry-After": "60" }),
    },
  })
}

function isForPerson(request: Request): boolean {
  return (request.headers.get("accept") ?? "").includes("text/html")
}

function problem(status: number, error: string): Response {
  return Response.json({ error }, { status })
}

async function metrics({ sources: { ledger, loaded, now, version } }: AnswerDeps): Promise<Response> {
  const { limits, error } = loaded()
  const { contentType, text } = await readMetrics(ledger, { limits, error, now: now(), version })
  return new Response(text, { headers: { "Content-Type": contentType } })
}

async function view(deps: AnswerDeps, inside: string, request: Request, url: URL): Promise<Response> {
  if (inside === "") return new Response(deps.page, { headers: { "Content-Type": HTML_TYPE } })
  const { sources } = deps
  const [, name, format] = /^api\/([a-z]+)(?:\.(json|csv))?$/.exec(inside) ?? []
  const known = VIEWS.find((one) => one === name)
  const isEvents = inside === "api/events"
  if (!isEvents && (known === undefined || format === undefined))
    return problem(404, "There is no such view.")
  const after = url.searchParams.get("after")
  url.searchParams.delete("after")
  const read = readFilter(url.searchParams, await sources.ledger.clock(sources.now()))
  if (read.kind === "bad") return problem(400, read.message)
  if (known === undefined || format === undefined) return events(deps, request, after, read)
  const asked = { deps, name: known, read, key: `${known}?${url.searchParams}` }
  return format === "csv" ? asCsv(asked) : asJson(asked)
}

type Read = Extract<ReadFilter, { kind: "ok" }>

interface AskedView<Name extends ViewName> {
  deps: AnswerDeps
  name: Name
  read: Read
  key: string
}

function documentOf<Name extends ViewName>(asked: AskedView<Name>): Promise<ViewDocuments[Name]> {
  const { deps, name, read, key } = asked
  return deps.slowViews.once(key, async () => viewReaders[name](deps.sources, read.filter))
}

async function asJson(asked: AskedView<ViewName>): Promise<Response> {
  const text = JSON.stringify(await documentOf(asked))
  return new Response(text, { headers: { "Content-Type": JSON_TYPE } })
}

async function asCsv<Name extends ViewName>(asked: AskedView<Name>): Promise<Response> {
  return new Response(csvOf(asked.name, await documentOf(asked)), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="ralex-${asked.name}.csv"`,
    },
  })
}

async function events(
  { streams, sources: { ledger } }: AnswerDeps,
  request: Request,
  after: string | null,
  { filter }: Read,
): Promise<Response> {
  const given = readCursor(request.headers.get("last-event-id")) ?? readCursor(after)
  const cursor: FeedCursor = given ?? { sequence: await ledger.lastWrite(), alertsFrom: filter.at.getTime() }
  if (request.method === "HEAD")
    return new Response(null, { headers: { "Content-Type": "text/event-stream" } })
  const stream = streams.open(cursor, filter)
  if (!stream) return problem(503, "Too many pages listen already; close some.")
  return new Response(stream, { headers: { "Content-Type": "text/event-stream; charset=utf-8" } })
}
