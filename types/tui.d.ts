// What `opencode-ralex/tui` exports, as its users see it: scripts/build.ts makes dist/tui.d.ts of it.

/** The TUI plugin, in the form that OpenCode's `TuiPluginModule` has. */
declare const plugin: {
  id: string
  /** @param api What OpenCode's TUI gives to a plugin. */
  tui: (api: unknown) => Promise<void>
}
export default plugin
