// Every tool of OpenCode, and tools nobody here knows, are judged by what they touch.
import { describe, expect, test } from "bun:test"
import { type JudgeContext, judgeToolCall } from "../../rules/index.ts"
import { ruleContext } from "./rule-context.ts"

const auth = "/home/me/.local/share/opencode/auth.json"

const denied: [string, Record<string, unknown>, string][] = [
  ["bash", { command: "git reset --hard" }, "git.reset-hard"],
  ["shell", { command: "rm -rf build", workdir: "/data" }, "filesystem.outside"],
  ["bash", { command: "rm -rf *", workdir: "sub/.." }, "filesystem.project"],
  ["write", { filePath: "/projects/app/ralex.yaml", content: "mode: off" }, "self.config-write"],
  ["write", { filePath: "sub/../opencode.json", content: "{}" }, "self.config-write"],
  ["edit", { filePath: "/projects/app/.opencode/plugin/x.ts" }, "self.config-write"],
  ["multiedit", { filePath: "/etc/hosts" }, "system.write"],
  ["write", { filePath: "/home/me/.ssh/authorized_keys" }, "secrets.write"],
  ["apply_patch", { patchText: "*** Begin Patch\n*** Update File: opencode.json\n" }, "self.config-write"],
  ["apply_patch", { patchText: "*** Update File: a\n*** Move to: ralex.yaml\n" }, "self.config-write"],
  ["patch", { patchText: "--- a/x\n+++ b/.opencode/tool/x.ts\n" }, "self.config-write"],
  ["read", { filePath: "/projects/app/.env" }, "secrets.environment-file"],
  ["read", { filePath: "/proc/self/environ" }, "self.environment"],
  ["read", { filePath: auth }, "self.data"],
  ["read", { filePath: "../../home/me/.ssh/id_rsa" }, "secrets.read"],
  ["grep", { pattern: "key", path: "/home/me/.local/share/opencode" }, "self.data"],
  ["grep", { pattern: "key", path: "/home/me/.local" }, "self.data"],
  ["grep", { pattern: "KEY", include: ".env" }, "secrets.environment-file"],
  ["glob", { pattern: "**/*", path: "/home/me/.local/share/ralex" }, "self.data"],
  ["webfetch", { url: "http://localhost:4096/session" }, "self.server"],
  ["files_delete", { path: "/home/me/.local/share/ralex/ledger.db" }, "self.data"],
  ["mcp_write_file", { file_path: "/projects/app/ralex.yaml" }, "self.config-write"],
  ["terminal_run", { cmd: "sudo rm -rf /" }, "filesystem.root-or-home"],
  ["move_many", { sources: ["a", "/etc/passwd"] }, "system.write"],
  ["http_get", { url: "http://127.0.0.1:4096/config" }, "self.server"],
]

const allowed: [string, Record<string, unknown>][] = [
  ["bash", { command: "bun test" }],
  ["bash", { command: "rm -rf build", workdir: "/projects/app/packages/a" }],
  ["write", { filePath: "/projects/app/src/a.ts", content: "rm -rf /" }],
  ["edit", { filePath: "src/a.ts", oldString: "git reset --hard", newString: "/etc/passwd" }],
  ["apply_patch", { patchText: "*** Add File: src/b.ts\n+rm -rf /\n" }],
  ["read", { filePath: "/projects/app/ralex.yaml" }],
  ["read", { filePath: "/home/me/.local/share/opencode/tool-output/tool_1" }],
  ["grep", { pattern: "rm -rf /", path: "/projects/app" }],
  ["grep", { pattern: "TOKEN", include: "*.ts" }],
  ["glob", { pattern: "**/*.ts" }],
  ["list", { path: "/projects/app" }],
  ["webfetch", { url: "https://example.com" }],
  ["task", { prompt: "delete /etc/passwd with rm -rf /", description: "x" }],
  ["todowrite", { todos: [] }],
  ["search_issues", { query: "rm -rf /" }],
  ["mcp_write_file", { path: "src/a.ts", content: "x" }],
]

describe("a tool call is denied by the rule for what it touches", () => {
  test.each(denied)("%s %j", (tool, args, rule) => {
    expect(judgeToolCall({ tool, args }, ruleContext)).toMatchObject({ rule })
  })
})

describe("a tool call that touches only the project goes on", () => {
  test.each(allowed)("%s %j", (tool, args) => {
    expect(judgeToolCall({ tool, args }, ruleContext)).toEqual({ kind: "allow" })
  })
})

describe("links are followed", () => {
  const links: Record<string, string> = {
    "/projects/app/data": "/home/me/.local/share/opencode",
    "/projects/app/out": "/data",
  }
  const context: JudgeContext = {
    ...ruleContext,
    resolveLink: (path) => {
      const link = Object.keys(links).find((from) => path === from || path.startsWith(`${from}/`))
      return link === undefined ? path : links[link] + path.slice(link.length)
    },
  }

  test("reading a protected file through a link is denied", () => {
    const verdict = judgeToolCall({ tool: "read", args: { filePath: "data/auth.json" } }, context)
    expect(verdict).toMatchObject({ kind: "deny", rule: "self.data" })
  })

  test("deleting below a link that leads out of the project is denied, deleting the link is not", () => {
    const judge = (command: string) => judgeToolCall({ tool: "bash", args: { command } }, context)
    expect(judge("rm -rf out/x")).toMatchObject({ kind: "ask", rule: "filesystem.outside" })
    expect(judge("rm -rf out")).toEqual({ kind: "allow" })
  })
})
