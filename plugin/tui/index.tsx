/** @jsxImportSource @opentui/solid */
// Ralex in OpenCode's TUI: a sidebar, a word at the prompt, toasts and a command. It only reads the ledger, and never breaks the TUI.

import type { TuiPluginApi } from "@opencode-ai/plugin/tui"
import { createSignal } from "solid-js"
import { pathsOf, readEnvironment } from "../../config/index.ts"
import { createDueToasts, type Toast } from "./due-toasts.ts"
import { Lines } from "./lines.tsx"
import { ownOptions } from "./own-options.ts"
import { promptView } from "./prompt-view.ts"
import { rootSession } from "./root-session.ts"
import { type Sight, sidebarView } from "./sidebar-view.ts"
import { plainText } from "./styled-line.ts"
import { type Watcher, watchLedger } from "./watch-ledger.ts"

/** Between OpenCode's own "context" (100) and "mcp" (200). */
const ORDER = 150

/** How often is looked whether a toast is due. */
const SAY_MS = 1_000
const TOAST_MS = 10_000

export default { id: "ralex", tui }

async function tui(api: TuiPluginApi): Promise<void> {
  const [sight, setSight] = createSignal<Sight>({ kind: "no-ledger" })
  const toasts = createDueToasts()
  const watcher = startSafely(api, setSight)
  const sayings = setInterval(() => {
    const seen = sight()
    if (seen.kind === "seen") for (const toast of toasts.from(seen.glance, Date.now())) say(api, toast)
  }, SAY_MS)
  const theme = () => api.theme.current
  const sidebar = () => sidebarView(sight(), pathsOf(process.env).home)
  api.slots.register({
    order: ORDER,
    slots: {
      sidebar_content: () => <Lines lines={sidebar} theme={theme} />,
      session_prompt_right: () => <Lines lines={() => [promptView(sight())]} theme={theme} />,
    },
  })
  api.event.on("tui.toast.show", ({ properties }) => toasts.hear(properties.message))
  api.event.on("session.error", ({ properties }) => toasts.hear(JSON.stringify(properties.error ?? "")))
  for (const type of ["message.updated", "session.idle", "message.part.updated"] as const)
    api.event.on(type, () => watcher.lookSoon())
  offerStatus(api, () => sidebar().map(plainText).join("\n"))
  api.lifecycle.onDispose(() => {
    clearInterval(sayings)
    watcher.close()
  })
}

function say({ ui }: TuiPluginApi, { message, level }: Toast): void {
  ui.toast({ title: "Ralex", message, variant: level, duration: TOAST_MS })
}

function startSafely(api: TuiPluginApi, see: (sight: Sight) => void): Watcher {
  try {
    return start(api, see)
  } catch (error) {
    see({ kind: "failed", reason: error instanceof Error ? error.message : String(error) })
    return { lookSoon: () => {}, close: () => {} }
  }
}

function start(api: TuiPluginApi, see: (sight: Sight) => void): Watcher {
  const { worktree, directory } = api.state.path
  return watchLedger({
    environment: readEnvironment(process.env),
    project: worktree === "/" || worktree === "" ? directory : worktree,
    options: ownOptions(api.state.config.plugin),
    shown: () => shownSession(api),
    see,
  })
}

function shownSession({ route, state }: TuiPluginApi) {
  const { current } = route
  const session = current.name === "session" ? current.params?.sessionID : undefined
  if (typeof session !== "string") return undefined
  return { session, rootSession: rootSession(session, (id) => state.session.get(id)) }
}

/** In OpenCode's list of commands (ctrl+p), for terminals that are too narrow for the sidebar. */
function offerStatus({ keymap, ui }: TuiPluginApi, status: () => string): void {
  const run = () =>
    ui.dialog.replace(() =>
      ui.DialogAlert({ title: "Ralex", message: status(), onConfirm: () => ui.dialog.clear() }),
    )
  keymap.registerLayer({
    commands: [
      {
        name: "ralex.status",
        title: "Ralex: spend and decisions",
        category: "Ralex",
        namespace: "palette",
        run,
      },
    ],
  })
}
