// What a person adds to the rules, takes from them, and gets wrong.
import { expect, test } from "bun:test"
import { judgeCommand, loadRules, type RuleSettings, rulesetFor } from "../../rules/index.ts"
import { ruleContext } from "./rule-context.ts"

const nothing: RuleSettings = { packs: "all", packFiles: [], allow: [], deny: [], rules: [] }

function judged(command: string, settings: Partial<RuleSettings>) {
  return judgeCommand(command, ruleContext, rulesetFor({ ...nothing, ...settings }))
}

const own = {
  id: "team.deploy",
  severity: "high",
  match: { program: "deploy", flags: "--production" },
  reason: "Only people deploy.",
}

test("without settings every built-in rule holds, in the same order", () => {
  expect(rulesetFor(nothing).rules).toEqual(loadRules().rules)
})

test.each([
  "kubectl get pods",
  "kubectl",
  "sudo sh -c 'kubectl get x'",
  "/usr/local/bin/kubectl get x",
  "echo x | xargs kubectl get",
  "K=kubectl; $K get x",
  "kube$'ctl' get x",
])("deny is about what is executed: %s", (command) => {
  expect(judged(command, { deny: ["kubectl *"] })).toMatchObject({ kind: "deny", rule: "own.deny-1" })
  expect(judged(command, {})).toEqual({ kind: "allow" })
})

test.each(["echo kubectl get", "git commit -m 'kubectl get x'", "kubectlx get", "grep 'kubectl ' a.txt"])(
  "deny is not about text: %s",
  (command) => {
    expect(judged(command, { deny: ["kubectl *"] })).toEqual({ kind: "allow" })
  },
)

test("what is known only at run time may be what is denied", () => {
  expect(judged("git push origin $BRANCH", { deny: ["git push * main"] }).kind).toBe("deny")
  expect(judged("git push origin feature", { deny: ["git push * main"] }).kind).toBe("allow")
})

test("allow lifts a rule by its id, or for the commands of a glob only", () => {
  const push = "git push --force my-fork topic"
  const verdict = judged(push, {})
  const id = verdict.kind === "allow" ? "" : verdict.rule
  expect(id).not.toBe("")
  expect(judged(push, { allow: [id] })).toEqual({ kind: "allow" })
  expect(judged(push, { allow: [`${id} git push * my-fork *`] })).toEqual({ kind: "allow" })
  for (const other of [
    "git push --force origin topic",
    "git push --force my-fork topic && git push --force origin topic",
  ])
    expect(judged(other, { allow: [`${id} git push * my-fork *`] })).toMatchObject({ rule: id })
  expect(judged("git push --force my-fork $X", { allow: [`${id} git push * my-fork *`] }).kind).not.toBe(
    "allow",
  )
})

test("allow by a path holds only where each path that the rule found is such a one", () => {
  const verdict = judged("rm -rf /srv/cache", {})
  const id = verdict.kind === "allow" ? "" : verdict.rule
  const allow = [`${id} /srv/cache*`]
  expect(judged("rm -rf /srv/cache", { allow })).toEqual({ kind: "allow" })
  for (const command of [
    "rm -rf /srv/cache /srv/www",
    "rm -rf /srv/cache/../www",
    "rm -rf /srv/cache$X/../..",
  ])
    expect(judged(command, { allow }).kind).not.toBe("allow")
})

test("deny is not lifted by allow, and an unknown id is said", () => {
  const settings = { ...nothing, deny: ["kubectl *"], allow: ["own.deny-1", "git.no-such-rule"] }
  expect(judged("kubectl get", settings).kind).toBe("deny")
  expect(rulesetFor(settings).warnings).toEqual([
    expect.stringContaining("own.deny-1"),
    expect.stringContaining("git.no-such-rule"),
  ])
})

test("packs may be chosen, and own rules and pack files hold beside them", () => {
  expect(judged("rm -rf /", { packs: ["git"] })).toEqual({ kind: "allow" })
  expect(judged("git push --force origin main", { packs: ["git"] }).kind).not.toBe("allow")
  expect(judged("deploy --production", { packs: ["git"], rules: [own] })).toMatchObject({
    kind: "ask",
    rule: "team.deploy",
  })
  const packFiles = [{ path: "/p.yaml", content: [{ ...own, severity: "critical" }] }]
  expect(judged("deploy --production", { packFiles })).toMatchObject({ kind: "deny", rule: "team.deploy" })
})

test.each<[string, Partial<RuleSettings>, string]>([
  ["an unknown pack", { packs: ["gti"] }, "gti"],
  ["an unknown key", { rules: [{ ...own, matches: {} }] }, "team.deploy in safety.rules"],
  ["an unknown key of a match", { rules: [{ ...own, match: { programm: "x" } }] }, "programm"],
  ["no reason", { rules: [{ ...own, reason: undefined }] }, "reason"],
  ["an id of Ralex's", { rules: [{ ...own, id: "git.mine" }] }, "git."],
  ["an id twice", { rules: [own, own] }, "team.deploy is there twice"],
  ["a file that holds no list", { packFiles: [{ path: "/p.yaml", content: undefined }] }, "/p.yaml"],
])("%s: nothing is allowed, and the sentence names it", (_what, settings, named) => {
  expect(judged("ls", settings)).toMatchObject({
    kind: "deny",
    rule: "ralex.broken-rules",
    reason: expect.stringContaining(named),
  })
})

test("a hostile glob on a hostile line is over at once", () => {
  const deny = Array.from({ length: 200 }, () => `${"*a".repeat(99)}c`)
  const begun = performance.now()
  const verdict = judged(`echo ${"a".repeat(4_000)}`, { deny })
  expect(verdict).toMatchObject({ kind: "deny", rule: "ralex.too-complex" })
  expect(performance.now() - begun).toBeLessThan(1_000)
})

test("what a stranger wrote reaches the terminal as one plain line of bounded length", () => {
  const id = `their.\u001b]0;owned\u0007${"x".repeat(5_000)}\n`
  const { broken = "" } = rulesetFor({ ...nothing, rules: [{ ...own, id }] })
  expect(broken).toContain("their.")
  expect(broken).not.toMatch(/[\p{Cc}]/u)
  expect(broken.length).toBeLessThan(700)
})
