// The key of OpenCode's stored OpenRouter login, and of no other.
import { afterEach, describe, expect, test } from "bun:test"
import { storedKey } from "../../config/index.ts"
import { machine, removeMachines } from "./sample-machine.ts"

afterEach(removeMachines)

describe("the stored login", () => {
  test.each<[string, string | undefined, string | undefined]>([
    [
      "of OpenRouter is the key",
      '{"openrouter":{"type":"api","key":"sk-1"},"other":{"type":"oauth"}}',
      "sk-1",
    ],
    ["of another provider is none", '{"anthropic":{"type":"api","key":"sk-2"}}', undefined],
    ["of another kind is none", '{"openrouter":{"type":"oauth","access":"x"}}', undefined],
    ["that is empty is none", '{"openrouter":{"type":"api","key":""}}', undefined],
    ["that is damaged is none", "{", undefined],
    ["that is not there is none", undefined, undefined],
  ])("%s", (_what, text, key) => {
    const it = machine()
    if (text !== undefined) it.file("auth.json", text)
    expect(storedKey(it.project)).toBe(key)
  })
})
