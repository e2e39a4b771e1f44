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
  ["grep", { pattern: "key", path: "/home/me/.local" }, "secrets.read"],
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

describe("names and places in disguise are told", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["write", { filePath: "file:///projects/app/%6fpencode.json" }, "self.config-write"],
    ["mcp_write_file", { path: "..\\..\\home\\me\\.ssh\\authorized_keys" }, "secrets.write"],
    ["write", { filePath: "OpenCode.JSON" }, "self.config-write"],
    ["write", { filePath: ".g\u200cit/hooks/pre-commit" }, "self.git-internals"],
    ["mcp_save", { edits: [{ where: { deep: { file: "/projects/app/ralex.yaml" } } }] }, "self.config-write"],
    ["mcp_save", { args: '{"path":"/projects/app/ralex.yaml"}' }, "self.config-write"],
    ["mcp_run", { command: "rm", args: ["-rf", "/"] }, "filesystem.root-or-home"],
    ["mcp_run", { command: ["sudo", "rm", "-rf", "/"] }, "filesystem.root-or-home"],
    ["terminal_send", { input: { shell_command: "cat ~/.ssh/id_rsa" } }, "secrets.read"],
    ["mcp_run", { command: "rm -rf *", cwd: "/projects/app" }, "filesystem.project"],
    ["python_run_code", { code: 'import shutil\nshutil.rmtree("/home/me")' }, "filesystem.root-or-home"],
    [
      "batch",
      { tool_calls: [{ tool: "bash", parameters: { command: "rm -rf ~" } }] },
      "filesystem.root-or-home",
    ],
    ["puppeteer_navigate", { url: "http://127.0.0.1:4096/session" }, "self.server"],
    ["some_tool", { anything: "/proc/self/environ" }, "system.write"],
  ])("%s %j", (tool, args, rule) => {
    expect(judgeToolCall({ tool, args }, ruleContext)).toMatchObject({ rule })
  })

  test("arguments that are too deep or too many are denied, not followed", () => {
    let deep: Record<string, unknown> = { path: "a" }
    for (let level = 0; level < 50; level++) deep = { deep }
    expect(judgeToolCall({ tool: "mcp_x", args: deep }, ruleContext)).toMatchObject({ kind: "deny" })
    const many = { paths: Array.from({ length: 20_000 }, (_, index) => `f${index}`) }
    expect(judgeToolCall({ tool: "mcp_x", args: many }, ruleContext)).toMatchObject({ kind: "deny" })
  })

  test("what is written, said or looked for is data", () => {
    const calls: [string, Record<string, unknown>][] = [
      ["mcp_write_file", { path: "docs/a.md", content: "/etc/passwd" }],
      ["github_create_issue", { title: "/etc/passwd", body: "http://169.254.169.254/" }],
      ["search_code", { query: "~/.ssh/id_rsa" }],
      ["filesystem_edit_file", { path: "a.ts", edits: [{ oldText: "/etc/passwd", newText: "~/.bashrc" }] }],
      ["mcp_read_file", { path: "/projects/app/ralex.yaml" }],
      ["context7_get-library-docs", { context7CompatibleLibraryID: "/vercel/next.js" }],
    ]
    for (const [tool, args] of calls)
      expect([tool, judgeToolCall({ tool, args }, ruleContext)]).toEqual([tool, { kind: "allow" }])
  })
})

test("an assignment in the command loosens nothing", () => {
  for (const command of [
    "RALEX_MODE=off rm -rf ~",
    "export RALEX_MODE=off; rm -rf ~",
    "RALEX_CONFIG=/tmp/x.yaml rm -rf ~",
    "OPENCODE_PERMISSION='{}' rm -rf ~",
    "env RALEX_STANDALONE=1 RALEX_TRUST=x rm -rf ~",
  ])
    expect(judgeToolCall({ tool: "bash", args: { command } }, ruleContext).kind).toBe("deny")
})
