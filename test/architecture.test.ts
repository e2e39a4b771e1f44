// The arrows of docs/architecture.md: which room may import which, through what door, and who may touch the world.
import { describe, expect, test } from "bun:test"
import {
  type Import,
  importsOf,
  productSources,
  type Room,
  roomOf,
  type SourceFile,
} from "./product-sources.ts"

/** What each room may import besides itself. */
const ARROWS: Record<Room | "ralex.ts", readonly Room[]> = {
  config: [],
  rules: [],
  simulator: [],
  ledger: ["config"],
  provider: ["ledger", "config"],
  plugin: ["rules", "ledger", "config"],
  cli: ["plugin", "provider", "rules", "ledger", "config", "simulator", "dashboard"],
  dashboard: ["plugin", "provider", "rules", "ledger", "config"],
  "ralex.ts": ["plugin", "provider"],
}

/** The imports of another room that do not go through its index.ts, each with its reason. */
const SIDE_DOORS = [
  // The page is bundled for a browser, which has none of what config/index.ts brings along.
  { from: "dashboard", to: "config/cause-words.ts" },
  // OpenCode takes the first export of provider/index.ts that begins with create, so it may have no other.
  { from: "cli", to: "provider/classify.ts" },
  { from: "cli", to: "provider/decide.ts" },
  // The doctor tries the sandbox that the plugin would use; plugin/index.ts is only OpenCode's.
  { from: "cli", to: "plugin/sandbox/try-sandbox.ts" },
  // `ralex check` and the doctor judge by the same rules as the plugin.
  { from: "cli", to: "plugin/ruleset-in-force.ts" },
  // plugin/index.ts is the plugin for a checkout, with the checkout's provider; the bundle names itself.
  { from: "ralex.ts", to: "plugin/lazy-server.ts" },
]

/** Packages and modules that only these rooms may know. */
const OWNERS = [
  { package: /^@opencode-ai\//, rooms: ["plugin"] },
  { package: /^@(ai-sdk|openrouter)\//, rooms: ["provider"] },
  { package: /^ai$/, rooms: ["provider"] },
  { package: /^bun:sqlite$/, rooms: ["ledger"] },
  { package: /^openai(\/|$)/, rooms: ["provider"] },
  { package: /^lru-cache(\/|$)/, rooms: ["ledger", "plugin", "provider", "rules"] },
  { package: /^(ignore|p-queue|rate-limiter-flexible)(\/|$)/, rooms: ["provider"] },
  { package: /^unbash$/, rooms: ["rules"] },
  { package: /^@anthropic-ai\/sandbox-runtime$/, rooms: ["plugin", "cli"] },
  { package: /^@opentelemetry\//, rooms: ["ledger"] },
  { package: /^prom-client$/, rooms: ["ledger"] },
  { package: /^msw(\/|$)/, rooms: ["simulator"] },
] as const

/** Files outside config/ that read the process's environment, each with its reason. */
const READ_ENVIRONMENT = [
  "cli/main.ts", // an entry
  "provider/create-ralex.ts", // OpenCode's way in
  "provider/standalone-instance.ts", // what a plugin would have handed in
  "plugin/announce-instance.ts", // OpenCode's other way in
  "plugin/guard-tool.ts", // the model's commands start from it, so the rules look its values up
  "plugin/server.ts", // where the shell of commands is, and what its variables held
  "plugin/tui/index.tsx", // the TUI's way in
  "plugin/scrub-shell.ts", // takes out what others put back
]

function place({ path, line, specifier }: Import): string {
  return `${path}:${line} imports ${specifier}`
}

function brokenArrows(files: SourceFile[]): string[] {
  return files
    .flatMap(importsOf)
    .filter((found) => {
      const from = roomOf(found.path) ?? "ralex.ts"
      const to = found.target === undefined ? undefined : roomOf(found.target)
      return to !== undefined && to !== from && !ARROWS[from].includes(to)
    })
    .map(place)
}

function sideDoors(files: SourceFile[]): string[] {
  return files
    .flatMap(importsOf)
    .filter(({ path, target }) => {
      const from = roomOf(path) ?? "ralex.ts"
      const to = target === undefined ? undefined : roomOf(target)
      if (!to || to === from || target === `${to}/index.ts`) return false
      return !SIDE_DOORS.some((door) => door.from === from && door.to === target)
    })
    .map(place)
}

function strayPackages(files: SourceFile[]): string[] {
  return files
    .flatMap(importsOf)
    .filter(({ path, specifier }) =>
      OWNERS.some(
        (owner) => owner.package.test(specifier) && !owner.rooms.some((room) => room === roomOf(path)),
      ),
    )
    .map(place)
}

/** A product file may not import tests, benches or scripts, nor what does not say its extension. */
function strayFiles(files: SourceFile[]): string[] {
  return files
    .flatMap(importsOf)
    .filter(
      ({ target }) =>
        target !== undefined &&
        (/^(\.\.|test\/|bench\/|scripts\/|dist\/)/.test(target) || !/\.\w+$/.test(target)),
    )
    .map(place)
}

function cycles(files: SourceFile[]): string[] {
  const edges = new Map(
    files.map((file) => [file.path, importsOf(file).flatMap(({ target }) => target ?? [])]),
  )
  const done = new Set<string>()
  const visit = (path: string, trail: string[]): string[] => {
    if (trail.includes(path)) return [[...trail.slice(trail.indexOf(path)), path].join(" -> ")]
    if (done.has(path)) return []
    const found = (edges.get(path) ?? []).flatMap((next) => visit(next, [...trail, path]))
    done.add(path)
    return found
  }
  return files.flatMap(({ path }) => visit(path, []))
}

function environmentReaders(files: SourceFile[]): string[] {
  return files
    .filter(({ path }) => roomOf(path) !== "config" && /\.tsx?$/.test(path))
    .filter(({ source }) => /\b(process|Bun|import\.meta)\s*\.\s*env\b/.test(source))
    .map(({ path }) => path)
    .filter((path) => !READ_ENVIRONMENT.includes(path))
}

const checks = [
  {
    name: "a room imports only the rooms below it",
    check: brokenArrows,
    planted: [
      ["a static import", "plugin/x.ts", 'import { createRalex } from "../provider/index.ts"'],
      ["a type import", "provider/x.ts", 'import type { A } from "../plugin/index.ts"'],
      ["a re-export", "config/x.ts", 'export * from "../ledger/index.ts"'],
      ["a dynamic import", "rules/x.ts", 'const load = () => import("../config/index.ts")'],
      ["an import type", "ledger/x.ts", 'type A = import("../rules/index.ts").A'],
      ["a require", "simulator/x.ts", 'const a = require("../ledger/index.ts")'],
      ["a deeper file", "rules/shell/x.ts", 'import { a } from "../../ledger/index.ts"'],
      ["a bare import", "ledger/x.ts", 'import "../provider/index.ts"'],
      ["the one file", "ralex.ts", 'import { a } from "./ledger/index.ts"'],
    ],
  },
  {
    name: "a room is reached through its index.ts, but for the listed side doors",
    check: sideDoors,
    planted: [
      ["another room's inside", "provider/x.ts", 'import { a } from "../ledger/money.ts"'],
      ["a side door of someone else", "plugin/x.ts", 'import { a } from "../provider/classify.ts"'],
      ["a type from inside", "cli/commands/x.ts", 'import type { A } from "../../config/schema.ts"'],
    ],
  },
  {
    name: "OpenCode's types, the AI SDK, the database and the parsers stay in the room that owns them",
    check: strayPackages,
    planted: [
      ["OpenCode", "cli/x.ts", 'import type { Hooks } from "@opencode-ai/plugin"'],
      ["the AI SDK", "plugin/x.ts", 'import type { LanguageModelV3 } from "@ai-sdk/provider"'],
      ["OpenRouter's provider", "ledger/x.ts", 'await import("@openrouter/ai-sdk-provider")'],
      ["SQLite", "provider/x.ts", 'import { Database } from "bun:sqlite"'],
      ["the control plane", "cli/x.ts", 'import OpenAI from "openai"'],
    ],
  },
  {
    name: "product files import product files, by their full names",
    check: strayFiles,
    planted: [
      ["a test's file", "ledger/x.ts", 'import { a } from "../test/simulated-models.ts"'],
      ["no extension", "ledger/x.ts", 'import { a } from "./money"'],
      ["outside the repository", "config/x.ts", 'import { a } from "../../elsewhere/a.ts"'],
    ],
  },
  {
    name: "only config/ and the entries read the environment",
    check: environmentReaders,
    planted: [
      ["process.env", "ledger/x.ts", "const home = process.env.HOME"],
      ["Bun.env", "rules/x.ts", "const home = Bun.env.HOME"],
    ],
  },
]

const product = productSources()

describe("the arrows between the rooms", () => {
  test("there are files to look at in each room that this version has", () => {
    const rooms = new Set(product.map(({ path }) => roomOf(path) ?? path))
    for (const room of ["plugin", "provider", "rules", "ledger", "config", "cli", "simulator", "ralex.ts"])
      expect(rooms).toContain(room)
  })

  for (const { name, check, planted } of checks) {
    test(name, () => expect(check(product)).toEqual([]))
    test.each(planted)(`${name}: the check sees %s`, (_what, path = "", source = "") => {
      expect(check([{ path, source }])).toHaveLength(1)
    })
  }

  test("every side door and every reader of the environment that is listed is still used", () => {
    const targets = product.flatMap(importsOf)
    for (const { from, to } of SIDE_DOORS) {
      expect(
        targets.filter(({ path, target }) => (roomOf(path) ?? path) === from && target === to),
      ).not.toEqual([])
    }
    for (const path of READ_ENVIRONMENT)
      expect(product.find((file) => file.path === path)?.source).toMatch(/process\.env/)
  })
})

describe("import cycles", () => {
  test("there is none, not even of types", () => expect(cycles(product)).toEqual([]))

  test("the check sees one, whatever kinds of imports close it, and no mere diamond", () => {
    const ring = [
      { path: "ledger/a.ts", source: 'import { b } from "./b.ts"' },
      { path: "ledger/b.ts", source: 'import type { C } from "./c.ts"' },
      { path: "ledger/c.ts", source: 'export const load = () => import("./a.ts")' },
    ]
    expect(cycles(ring)).toEqual(["ledger/a.ts -> ledger/b.ts -> ledger/c.ts -> ledger/a.ts"])
    const diamond = [
      { path: "ledger/a.ts", source: 'import "./b.ts"\nimport "./c.ts"' },
      { path: "ledger/b.ts", source: 'import "./d.ts"' },
      { path: "ledger/c.ts", source: 'import "./d.ts"' },
      { path: "ledger/d.ts", source: "" },
    ]
    expect(cycles(diamond)).toEqual([])
  })
})

describe("what OpenCode takes hold of", () => {
  test("the provider exports exactly one thing, and its name begins with create", async () => {
    expect(Object.keys(await import("../provider/index.ts"))).toEqual(["createRalex"])
  })

  test("the plugin exports its id and server, and nothing that OpenCode could take for a plugin of the old form", async () => {
    const plugin = await import("../plugin/index.ts")
    expect(Object.keys(plugin)).toEqual(["default"])
    expect(plugin.default).toEqual({ id: "ralex", server: expect.any(Function) })
  })

  test("the one file is both", async () => {
    const both = await import("../ralex.ts")
    expect(Object.keys(both).toSorted()).toEqual(["createRalex", "default"])
    expect(both.default).toEqual({ id: "ralex", server: expect.any(Function) })
  })
})
