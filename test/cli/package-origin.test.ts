// What a project's plugin line names, by how the package reached the machine.
import { afterAll, beforeAll, expect, test } from "bun:test"
import { join } from "node:path"
import {
  type PackageOrigin,
  packageOrigin,
  pluginSpec,
  schemaPath,
} from "../../cli/install/package-origin.ts"
import { createSandbox, packageRoot, type Sandbox } from "./sandbox.ts"

let sandbox: Sandbox
beforeAll(() => {
  sandbox = createSandbox()
})
afterAll(() => sandbox.remove())

test("a checkout is named by its file", () => {
  const origin = packageOrigin(packageRoot, "1.2.3", sandbox.project)
  expect(origin).toEqual({ kind: "checkout", root: packageRoot })
  expect(pluginSpec({ kind: "checkout", root: "/a b/#1" }, "opencode.json")).toBe(
    "file:///a%20b/%231/plugin/index.ts",
  )
  expect(schemaPath(origin)).toBeUndefined()
})

test("a package of the project is named relative to the config, so that the line can be committed", () => {
  const installed = join(sandbox.project, "node_modules", "opencode-ralex")
  const origin = packageOrigin(installed, "1.2.3", sandbox.project)
  expect(origin).toEqual({ kind: "project", root: "node_modules/opencode-ralex" })
  expect(pluginSpec(origin, "opencode.json")).toBe("./node_modules/opencode-ralex")
  expect(pluginSpec(origin, ".opencode/opencode.json")).toBe("../node_modules/opencode-ralex")
  expect(schemaPath(origin)).toBe("./node_modules/opencode-ralex/ralex.schema.json")
})

test("any other is named with its exact version, and no machine's path is written", () => {
  const origin: PackageOrigin = packageOrigin(
    "/usr/lib/node_modules/opencode-ralex",
    "1.2.3",
    sandbox.project,
  )
  expect(origin).toEqual({ kind: "elsewhere", version: "1.2.3" })
  expect(pluginSpec(origin, "opencode.json")).toBe("opencode-ralex@1.2.3")
  expect(schemaPath(origin)).toBeUndefined()
})
