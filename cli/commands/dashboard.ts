// `ralex dashboard`: a page of this machine about what was spent, saved, chosen and blocked.
import { join } from "node:path"
import { loadConfig } from "../../config/index.ts"
import {
  DEFAULT_HOST,
  DEFAULT_PORT,
  dashboardKeys,
  findRunning,
  forgetRunning,
  isLoopback,
  METRICS_TOKEN_FILE,
  makeLoginCode,
  noteRunning,
  openBrowser,
  openerOf,
  pageText,
  type Running,
  runningFile,
  startDashboard,
} from "../../dashboard/index.ts"
import { type Context, loadedOf, printJson } from "../context.ts"
import type { DashboardDocument } from "../dashboard-schema.ts"
import { defineCommand, jsonArgument } from "../define-command.ts"
import { exitCode } from "../exit-code.ts"
import { findProject } from "../find-project.ts"
import { UsageError } from "../usage-error.ts"
import { withLedger } from "../with-ledger.ts"

/** Of a link, from when it is printed. */
const LINK_MS = 10 * 60_000

export const dashboard = defineCommand({
  name: "dashboard",
  description:
    "Opens a page of this machine: spend, savings, calls, latency, health and blocks. Ctrl-C ends it.",
  args: {
    port: {
      type: "string",
      valueHint: String(DEFAULT_PORT),
      description: `The port; left out, ${DEFAULT_PORT} or one that is free.`,
    },
    host: {
      type: "string",
      valueHint: DEFAULT_HOST,
      description: `The address to listen on; left out, ${DEFAULT_HOST}, which only this machine reaches.`,
    },
    open: {
      type: "boolean",
      default: true,
      negativeDescription: "Do not open a browser.",
      description: "Open a browser.",
    },
    json: jsonArgument,
  },
  run: async (args, context) => {
    const port = args.port === undefined ? undefined : readPort(args.port)
    const { data } = context.environment.paths
    const project = findProject(context.cwd)
    const keys = dashboardKeys(data)
    const file = runningFile(data, context.environment.ledger, project)
    const show = (running: Running, wasRunning: boolean) => {
      const link = linkOf(running, keys, context.now())
      const document = documentOf(running, { link, path: keys.path, data, wasRunning })
      tell(document, args.json === true, context)
      const opener = args.open ? openerOf(process.platform, context.environment.hasScreen) : undefined
      if (opener) openBrowser(opener, linkOf(running, keys, context.now()))
    }
    const running = await findRunning(file, keys)
    if (running) {
      refuseOther(running, port, args.host)
      show(running, true)
      return exitCode.ok
    }
    loadedOf(context) // a broken file is told at the start
    await withLedger(context, async (ledger) => {
      const loaded = () => loadConfig({ environment: context.environment, project })
      const { now, version } = context
      const sources = { ledger, ledgerAt: placeOf(context), loaded, project, now, version }
      const server = startDashboard({
        sources,
        keys,
        host: args.host ?? DEFAULT_HOST,
        port,
        page: await pageText(),
      })
      const { run, origin, host } = server
      const note: Running = { v: 1, run, origin, host, port: server.port }
      try {
        noteRunning(file, note)
        if (!isLoopback(host)) context.say(OPEN_TO_OTHERS)
        show(note, false)
        await interrupted()
      } finally {
        forgetRunning(file, run)
        await server.stop()
      }
    })
    return exitCode.ok
  },
})

const OPEN_TO_OTHERS =
  "Warning: other machines can reach this dashboard. It still asks for the link, but what it shows, the link and the cookie go over the network in the clear; use 127.0.0.1 and an SSH tunnel where you can."

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port <= 65_535) return port
  throw new UsageError(`--port is "${text}"; it must be a number from 0 to 65535, such as ${DEFAULT_PORT}.`)
}

function refuseOther(running: Running, port: number | undefined, host: string | undefined): void {
  const isOther = (port ?? running.port) !== running.port || (host ?? running.host) !== running.host
  if (isOther)
    throw new UsageError(
      `The dashboard of this project runs at ${running.origin} already; end it there with Ctrl-C, or leave --port and --host out for a link to it.`,
    )
}

function linkOf(
  { origin, run }: Running,
  { key, path }: ReturnType<typeof dashboardKeys>,
  now: Date,
): string {
  return `${origin}${path}login?code=${makeLoginCode({ key, run }, now.getTime() + LINK_MS)}`
}

interface Shown {
  link: string
  path: string
  data: string
  wasRunning: boolean
}

function documentOf({ origin }: Running, { link, path, data, wasRunning }: Shown): DashboardDocument {
  const metrics = { url: `${origin}/metrics`, tokenFile: join(data, METRICS_TOKEN_FILE) }
  return { v: 1, link, url: `${origin}${path}`, metrics, wasRunning }
}

function tell(document: DashboardDocument, asJson: boolean, context: Context): void {
  if (asJson) printJson(context, document)
  else context.print(`${document.link}\n`)
  const end = document.wasRunning ? "It runs already." : "Ctrl-C ends it."
  context.say(
    `The dashboard opens by this link once, within ten minutes; \`ralex dashboard\` makes another. ${end}`,
  )
}

/** The address without its password. */
function placeOf({ environment: { ledger, paths } }: Context): { place: string; isNamed: boolean } {
  const place = ledger.startsWith("sqlite:") ? ledger : ledger.slice(0, ledger.indexOf(":"))
  return { place, isNamed: ledger !== `sqlite:${paths.data}/ledger.db` }
}

/** Ctrl-C, or the end of the terminal. */
function interrupted(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve())
  return promise
}
