// The types that ship are written by hand in types/: what they say is what ralex.ts and the TUI's entry export.
import { expect, test } from "bun:test"
import type { PluginModule } from "@opencode-ai/plugin"
import type { TuiPluginModule } from "@opencode-ai/plugin/tui"
import * as real from "../../ralex.ts"
import type * as shipped from "../../types/ralex.d.ts"
import type tui from "../../types/tui.d.ts"

test("createRalex is what the types say, and the plugin is what OpenCode takes", () => {
  const createRalex: typeof shipped.createRalex = real.createRalex
  const plugin: PluginModule = real.default
  const takes = (module: typeof shipped.default): PluginModule => module
  const takesTui = (module: typeof tui): TuiPluginModule => module
  expect([takes, takesTui].map((take) => typeof take)).toEqual(["function", "function"])
  expect(Object.keys(real).sort()).toEqual(["createRalex", "default"])
  expect(Object.keys(plugin).sort()).toEqual(["id", "server"])
  expect(createRalex().languageModel("auto")).toMatchObject({ specificationVersion: "v3", modelId: "auto" })
})
