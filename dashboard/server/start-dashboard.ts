// The server of the dashboard: what it listens on, and its end.
import { randomBytes } from "node:crypto"
import { isIPv6 } from "node:net"
import { RalexError } from "../../config/index.ts"
import type { ViewSources } from "../views/view-sources.ts"
import { answerer } from "./answer.ts"
import { openEventStreams } from "./event-stream.ts"
import type { DashboardKeys } from "./places.ts"
import { openSessions } from "./sessions.ts"
import { countWrongTokens } from "./wrong-tokens.ts"

/** Spells RALX on a telephone. */
export const DEFAULT_PORT = 7259
export const DEFAULT_HOST = "127.0.0.1"

export interface DashboardOptions {
  sources: ViewSources
  keys: DashboardKeys
  host: string
  /** undefined is the usual one, or any where that is taken; 0 is any. */
  port: number | undefined
  /** page-text.ts */
  page: string
  pollMs?: number
}

export interface Dashboard {
  run: string
  host: string
  port: number
  /** Where this machine reaches it. */
  origin: string
  stop: () => Promise<void>
}

/** @throws {RalexError} where it can not listen, with what to do about it. */
export function startDashboard({ sources, keys, host, port, page, pollMs }: DashboardOptions): Dashboard {
  const run = randomBytes(12).toString("base64url")
  const login = { key: keys.key, run }
  const streams = openEventStreams(sources.ledger, pollMs)
  const answer = answerer({
    ...{ sources, keys, login, streams, host, page },
    sessions: openSessions(login, Date.now),
    wrongTokens: countWrongTokens(Date.now),
  })
  const server = listen(host, port, answer)
  return {
    run,
    host,
    port: server.port ?? 0,
    origin: `http://${reachable(host)}:${server.port}`,
    stop: async () => {
      streams.close()
      await server.stop(true)
    },
  }
}

type Answer = (request: Request) => Promise<Response>

function listen(host: string, port: number | undefined, answer: Answer): Bun.Server<undefined> {
  const on = (number: number) =>
    Bun.serve({
      hostname: host,
      port: number,
      development: false,
      // A live feed has no end; the server beats every quarter of a minute.
      idleTimeout: 60,
      fetch: answer,
    })
  try {
    return on(port ?? DEFAULT_PORT)
  } catch (error) {
    if (port === undefined && codeOf(error) === "EADDRINUSE") return on(0)
    throw new RalexError(whyNot(host, port ?? DEFAULT_PORT, error))
  }
}

function whyNot(host: string, port: number, error: unknown): string {
  const code = codeOf(error)
  if (code === "EADDRINUSE")
    return `Port ${port} is in use by another program; choose another one with \`ralex dashboard --port N\`, or leave --port out for one that is free.`
  if (code === "EACCES")
    return `Port ${port} is not yours to listen on; choose one above 1023 with \`ralex dashboard --port N\`.`
  return `The dashboard can not listen on ${host}; with --host give an address of this machine, such as 127.0.0.1.`
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** All addresses of the machine are reached by the nearest. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1"
  if (host === "::") return "[::1]"
  return isIPv6(host) ? `[${host}]` : host
}
