// One test for many globs says what each of them says alone.
import { expect, test } from "bun:test"
import picomatch from "picomatch"
import {
  CI,
  ENVIRONMENT_FILES,
  GIT_INTERNALS,
  KEY_FILES,
  PROJECT_CONFIG,
} from "../../rules/paths/known-files.ts"
import { matcherOf } from "../../rules/paths/match-glob.ts"

const GLOBS = [CI, ENVIRONMENT_FILES, GIT_INTERNALS, KEY_FILES, PROJECT_CONFIG].flatMap(
  ({ patterns }) => patterns,
)
const PATHS = [
  "/.env",
  "/a/.env",
  "/a/.env.local",
  "/a/x.env",
  "/a/.env/b",
  "/a/.git/hooks/b",
  "/a/.git/hooks",
  "/a/.github/workflows/b/c.yml",
  "/a/tls.key",
  "/a/.key",
  "/a/my_rsa",
  "/a/opencode.json",
  "/a/xopencode.json",
  "/a/.opencode",
  "/a/.opencode/plugin",
  "/a/.opencode/plugin/x.ts",
  "/a/.opencode/x",
  "/a/.git/modules/b/c/hooks/d",
  "/opencode.jsonc",
]

test.each(GLOBS)("%s", (glob) => {
  const alone = picomatch(glob, { dot: true, noextglob: true })
  const together = matcherOf(["/nothing/*", glob])
  expect(PATHS.filter(together)).toEqual(PATHS.filter((path) => alone(path)))
})

test("some of the paths are matched", () => {
  expect(PATHS.filter(matcherOf(GLOBS)).length).toBeGreaterThan(8)
})
