// The explanation of a verdict as a person reads it.
import { expect, test } from "bun:test"
import { stripVTControlCharacters } from "node:util"
import type { CheckDocument } from "../../cli/contract.ts"
import { showCheck } from "../../cli/show-check.ts"

const allowed: CheckDocument = {
  v: 1,
  verdict: "allow",
  rule: null,
  reason: null,
  suggestion: null,
  evidence: null,
}
const shown = (document: CheckDocument) => stripVTControlCharacters(showCheck(document))

test("an allowed command is one word, or says what is kept", () => {
  expect(shown(allowed)).toBe("allow\n")
  expect(shown({ ...allowed, because: "it is clean" })).toBe("allow\n  because: it is clean\n")
})

test("explained, it shows words, effects, looks and the rules that came near, and forges no line", () => {
  const none = { flags: [], operands: [] }
  const document: CheckDocument = {
    ...allowed,
    verdict: "ask",
    rule: "git.clean",
    reason: "It deletes.",
    suggestion: "Ask.",
    evidence: "git clean",
    tried: ["core.x", "git.reset-hard", "git.clean"],
    executions: [
      {
        argv: ["git", "clean", "a b", "it's", "\u001b[2K"],
        program: "git",
        cwd: "/p",
        origin: "sudo",
        arguments: none,
        effects: [{ access: "delete", target: "a", recursive: true, cwd: "/p" }],
        requests: [],
        traits: [],
      },
    ],
    rules: [
      {
        rule: "core.x",
        severity: "critical",
        matched: false,
        onlyIfLost: false,
        execution: null,
        held: [],
        missing: "program x",
      },
      {
        rule: "git.reset-hard",
        severity: "high",
        matched: false,
        onlyIfLost: false,
        execution: 0,
        held: ["program git"],
        missing: "subcommand reset",
      },
      {
        rule: "git.clean",
        severity: "high",
        matched: true,
        onlyIfLost: false,
        execution: 0,
        held: ["program git", "flags -f"],
        missing: null,
      },
    ],
    state: [
      {
        about: "files",
        argv: [],
        targets: ["a"],
        answer: { kind: "lost", losses: [{ kind: "untracked", name: "a/b" }] },
      },
    ],
  }
  expect(shown(document).split("\n")).toEqual([
    "ask  git.clean: It deletes.",
    "  found: git clean",
    "  instead: Ask.",
    "",
    "What would run:",
    "  1. git clean 'a b' 'it'\\''s' '?[2K'  sudo, in /p",
    "       delete a and all in it",
    "",
    "What was looked at:",
    "  files: a: it would lose a/b (untracked)",
    "",
    "3 rules tried:",
    "  passed   git.reset-hard (high) at 1: program git; but not subcommand reset",
    "  matched  git.clean (high) at 1: program git; flags -f",
    "",
  ])
})
