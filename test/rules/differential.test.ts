// What real bash runs, the guard has told: seeded texts of a grammar, and each hole that they ever found as a row.
// RALEX_DIFFERENTIAL=50000 runs so many instead; RALEX_DIFFERENTIAL_FROM=N begins with another seed.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are shell, where `${name}` is meant.
import { afterAll, describe, expect, test } from "bun:test"
import { existsSync } from "node:fs"
import { explainCommand, type JudgeContext } from "../../rules/index.ts"
import { createBashBox, type Ran, type World } from "./differential/bash-box.ts"
import { covers } from "./differential/covers.ts"
import { shellText } from "./differential/shell-texts.ts"
import { ruleContext } from "./rule-context.ts"

const COUNT = Number(process.env.RALEX_DIFFERENTIAL ?? 60)
const FROM = Number(process.env.RALEX_DIFFERENTIAL_FROM ?? 0)
const SECONDS_EACH = 3

const box = createBashBox()
afterAll(() => box.remove())

function contextOf({ work, home }: World): JudgeContext {
  return {
    ...ruleContext,
    project: work,
    cwd: work,
    home,
    temp: ["/tmp"],
    variables: { HOME: home },
    exists: existsSync,
  }
}

/** What bash ran and the guard did not tell of; nothing for a text that is denied. */
async function untold(text: string): Promise<{ ran: Ran[]; missing: Ran[] }> {
  const world = box.makeWorld()
  const explanation = explainCommand(text, contextOf(world))
  const ran = await box.run(text, world)
  return { ran, missing: ran.filter((one) => !covers(explanation, one)) }
}

test(
  `${COUNT} texts from seed ${FROM} run nothing that was not told`,
  async () => {
    const holes: { seed: number; text: string; missing: Ran[] }[] = []
    let programs = 0
    for (let seed = FROM; seed < FROM + COUNT; seed += 1) {
      const text = shellText(seed)
      const { ran, missing } = await untold(text)
      programs += ran.length
      if (missing.length > 0) holes.push({ seed, text, missing })
    }
    // Most texts run something, or the test would show nothing.
    expect(programs).toBeGreaterThan(COUNT / 2)
    expect(holes.sort((a, b) => a.text.length - b.text.length).slice(0, 5)).toEqual([])
  },
  Math.max(COUNT * SECONDS_EACH, 60) * 1_000,
)

describe("found before", () => {
  test.each([
    // A cd that fails leaves the shell where it stood.
    "cd nowhere; rm a",
    "cd nowhere || :; rm a; cd src; git a",
    "f() { cd nowhere; }; f; cd build; rm a",
    "cd nowhere && rm a; git b",
    "(cd nowhere; rm a); pushd nowhere; git b",
    "if cd nowhere; then rm a; else git b; fi",
    "if ! cd nowhere; then rm a; else git b; fi; rm b",
    "if cd nowhere || true; then rm a; fi",
    "if ! ! cd nowhere; then rm a; else git b; fi",
    "f() { cd nowhere || return; }; f; rm a",
    "f() { if ! cd nowhere; then return; fi; cd build; }; f; rm a",
    "while cd nowhere; do break; done; until cd nowhere; do rm a; break; done",
    "set -e; cd nowhere || git a; rm b",
    // Arithmetic in a test, and what the shell calls by itself.
    "[[ 'a[$(rm b)]' -eq 1 ]]; [[ -v 'a[$(git c)]' ]]",
    'command_not_found_handle() { rm "$1"; }; nonesuch',
    "true || echo 'cd build' > s; . ./s; git a",
    "X='A[$(docker a)]'; cd build; echo $((X))",
    "declare 'a[$(rm b)]=1'; wait -n -p 'a[$(git c)]'",
    // What is printed ends with a line break.
    "(echo git a; echo beta b) | bash",
    "{ echo X=rm; echo '$X a'; } | sh",
    // What is not set, and what an option leaves out.
    'git build${P:+/x} "${P:+build}"',
    'set --; "$@" rm a',
    'A=(); "${A[@]}" rm a',
    "read -r X Y <<< 'rm b'; beta ${Y:=build}",
    // Split or not.
    "sh -c 'echo a' && IFS=x; X=dockerxa; $X",
    // Expanded once more.
    "X='$(rm a)'; echo \"${X@P}\"",
    "BASH_ENV=<(echo rm a) bash -c :",
    "PS4='$(docker a)'; set -x; cd build; :",
    // xargs and its ways to take a list apart.
    "printf '%s\\0' a b | xargs -0 docker -r",
    "find . -name '*.txt' -print0 | xargs -0 -n1 rm",
    "echo '1 b' | xargs -d' ' gamma",
    "printf 'a b\\nc\\n' | xargs -L1 gamma",
    "printf 'a\\nrm b\\n' | xargs -I{} sh -c 'echo {}; {}'",
    "printf 'true\\nrm x\\n' | xargs -d '\\n' -n1 sh -c",
    "echo \"'a b' c\" | xargs gamma",
    "printf '%s\\n' alpha a | xargs | sh",
    // awk hands text to a shell.
    'awk \'BEGIN { print "docker a" | "sh" }\'',
    // An alias is text, and a blank at its end lets the next word be one.
    "shopt -s expand_aliases\nalias go='curl ' b=docker\ngo b",
    "shopt -s expand_aliases\nalias go='true; rm'\ngo a",
    // What a command leaves behind in the same shell.
    'X=ls; eval "X=rm"; $X a',
    'eval "cd build"; rm a',
    "command cd build; rm a",
    ". <(echo 'cd build; X=rm'); $X a",
    "f() { X=rm; cd build; }; X=ls; f; $X a",
    "f() { local X=ls; }; X=rm; f; $X a",
    "X=alpha; f() { local X; $X rm a; }; f",
    "cd() { :; }; cd build; rm a",
    // A second round sees what the first has left.
    "for i in 1 2; do $X a; X=rm; done",
    "i=0; Y=true; X=true; while [ $i -lt 3 ]; do $Y b; Y=$X; X=rm; i=$((i+1)); done",
    "X=true; for ((i=0; i<2; i++)); do $X; X=rm; done; $X a",
    "set -- rm git; for X; do $X a; done",
    // Arrays, references and what printf sets.
    'A=(true b); A=rm; "${A[@]}"',
    'A=(true b); A[0]=rm; "${A[@]}"',
    "X=true; declare -n R=X; R=rm; $X a",
    "X=true; printf -v X %s rm; $X a",
    "echo {a..c} {01..03} {5..1..2} | xargs gamma",
    "A=alp; {${A}ha,gamma} b",
    // Directories.
    "pushd build; pushd src; popd; gamma a; popd; git b",
    "HOME=$PWD/src; cd; rm ~/a",
    'PWD=$PWD/src; cd ./build; rm "$PWD" "$OLDPWD"',
    // What only a new shell does not know.
    "X=true; sh -c '$X rm a'",
    "f() { bash <(printf '%s\\n' 'rm \"$1\"') b; }; f x",
    "set -- git; echo 'rm $1' | sh -s b",
    // What a list set may not be set.
    "X=rm; false && X=true; $X a",
    // A trap sees what is set later.
    "X=true; trap '$X a' EXIT; X=rm",
    // Filters read their files, and descriptors are given out again.
    "while read -r X; do grep alpha a.txt | sh; done <<< 'git a'",
    ": <(echo true); bash /dev/fd/63 63< <(echo rm a)",
    // Files that the text writes.
    "echo 'curl a' > alias; chmod +x alias; command ./alias",
    "exec 3> s; echo docker a >&3; sh s",
    "exec > s; echo docker a; sh s",
    "X=rm Y=$X; case x in x) X=docker;& y) Y=$X;; esac; $Y a",
    "A=(a docker); unset 'A[0]'; \"${A[@]}\" b",
    'A=(docker a); unset A; A=docker; "${A[@]}" b',
    "echo true > s; if [ -f s ]; then echo rm a > s; fi; sh s",
  ])("%j", async (text) => {
    const { ran, missing } = await untold(text)
    expect(ran.length).toBeGreaterThan(0)
    expect(missing).toEqual([])
  })
})

test("the test sees a program, a word and a directory that were not told", () => {
  const said = (argv: string[], cwd = "/w") => ({
    verdict: { kind: "allow" } as const,
    tried: [],
    commands: [{ argv, cwd, origin: "command" }],
  })
  const ran = { argv: ["rm", "-r", "a b"], cwd: "/w" }
  expect(covers(said(["rm", "-r", "a b"]), ran)).toBe(true)
  expect(covers(said(["/bin/rm", "-r", "…"]), ran)).toBe(true)
  expect(covers(said(["rm", "-r", "a*"]), ran)).toBe(true)
  expect(covers(said(["rm", "-r", "a b", "…"], "…"), ran)).toBe(true)
  expect(covers(said(["rm", "-r", "a"]), ran)).toBe(false)
  expect(covers(said(["rm", "a b"]), ran)).toBe(false)
  expect(covers(said(["rm", "-r", "a b", "c"]), ran)).toBe(false)
  expect(covers(said(["git", "-r", "a b"]), ran)).toBe(false)
  expect(covers(said(["…", "-r", "a b"]), ran)).toBe(false)
  expect(covers(said(["rm", "-r", "a b"], "/other"), ran)).toBe(false)
})
