// Which command `init` proposes to check a project's work by.
import { describe, expect, test } from "bun:test"
import { parse } from "yaml"
import { detectVerification } from "../../cli/install/detect-verification.ts"
import { ralexYaml } from "../../cli/install/ralex-yaml.ts"
import { configSchema } from "../../config/index.ts"

const scripts = (found: Record<string, string>) => JSON.stringify({ scripts: found })

describe("init proposes", () => {
  test.each([
    ["npm run test", { "package.json": scripts({ test: "jest" }) }],
    ["bun run check", { "package.json": scripts({ test: "x", check: "y" }), "bun.lock": "" }],
    ["pnpm run test", { "package.json": scripts({ test: "x" }), "pnpm-lock.yaml": "" }],
    ["yarn run test", { "package.json": scripts({ test: "x" }), "yarn.lock": "" }],
    ["cargo test", { "Cargo.toml": "" }],
    ["go test ./...", { "go.mod": "" }],
    ["python -m pytest", { "pyproject.toml": "[tool.pytest.ini_options]\n" }],
    ["python -m pytest", { "pytest.ini": "" }],
    ["cargo test", { "Cargo.toml": "", "package.json": "{ not JSON" }],
    ["make test", { Makefile: ".PHONY: test\nbuild:\n\ttrue\ntest: build\n\ttrue\n" }],
    ["make check", { GNUmakefile: "lint check:\n\ttrue\ntest:\n\ttrue\n" }],
    ["npm run test", { "package.json": scripts({ test: "jest" }), Makefile: "test:\n" }],
    [undefined, { Makefile: "test := x\n.PHONY: check\nbuild: test\n\tmake test: x\n" }],
    [undefined, { "package.json": scripts({ test: 'echo "Error: no test specified" && exit 1' }) }],
    [undefined, { "package.json": scripts({ build: "x" }), "pyproject.toml": "[project]\n" }],
    [undefined, {}],
  ] as [string | undefined, Record<string, string>][])("%s for %j", (command, files) => {
    expect(detectVerification((path) => files[path])).toBe(command)
    const written = configSchema.parse(parse(ralexYaml({ verification: command })))
    expect(written.verify.run).toBe(command)
  })
})
