// Shell texts of a grammar, made from a seed: commands behind wrappers, in structures, handed on as text.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are shell, where `${name}` is meant.
import { createDice, type Dice } from "./dice.ts"
import {
  commandText,
  type Make,
  plainWord,
  programOf,
  quoted,
  VARIABLES,
  word,
  words,
} from "./shell-words.ts"

export function shellText(seed: number): string {
  const dice = createDice(seed)
  return statements(dice, 3)
}

const SEPARATORS = ["; ", "\n", "\n", " && ", " || ", "; "] as const

function statements(dice: Dice, depth: number): string {
  const count = 1 + dice.roll(depth + 1)
  const made = Array.from({ length: count }, () => statement(dice, depth))
  return made.reduce((text, next) => {
    // A heredoc ends with its line.
    return text.includes("<<") ? `${text}\n${next}` : text + dice.pick(SEPARATORS) + next
  })
}

function statement(dice: Dice, depth: number): string {
  if (depth <= 0) return command(dice, 0)
  const kind = dice.roll(10)
  if (kind < 3) return dice.pick(CHANGES)(dice, depth - 1)
  if (kind < 5) return command(dice, depth - 1)
  if (kind < 7) return dice.pick(WRAPPERS)(dice, depth - 1)
  if (kind < 9) return dice.pick(STRUCTURES)(dice, depth - 1)
  return dice.pick(dice.roll(3) === 0 ? WRITTEN : HANDED_ON)(dice, depth - 1)
}

function command(dice: Dice, depth: number): string {
  const before = dice.pick(["", "", "", `${dice.pick(VARIABLES)}=${plainWord(dice)} `])
  const after = dice.pick(["", "", "", " > out", " 2>/dev/null", " < a.txt", " 2>&1", " >> out"])
  return before + commandText(dice, depth) + after
}

/** What later commands see otherwise: variables, parameters, directories, functions, aliases. */
const CHANGES: readonly [Make, ...Make[]] = [
  (dice, depth) => `${dice.pick(VARIABLES)}=${word(dice, depth)}`,
  (dice) => `${dice.pick(VARIABLES)}=${programOf(dice)}`,
  (dice) => `${dice.pick(VARIABLES)}='${programOf(dice)} ${plainWord(dice)}'`,
  (dice) => `${dice.pick(VARIABLES)}+=${plainWord(dice)}`,
  (dice) => `A=(${programOf(dice)} ${plainWord(dice)})`,
  (dice) => `A+=(${plainWord(dice)})`,
  (dice) => `A[${dice.roll(2)}]=${programOf(dice)}`,
  (dice) =>
    `${dice.pick(["export", "declare", "readonly", "declare -x", "typeset", "local"])} ${dice.pick(VARIABLES)}=${programOf(dice)}`,
  (dice) => `declare -n P=${dice.pick(["X", "Y"])}`,
  (dice) => `declare -a A=(${programOf(dice)} ${plainWord(dice)})`,
  (dice) => `P=${dice.pick(["X", "Y"])}`,
  (dice) => `read ${dice.pick(VARIABLES)} <<< ${programOf(dice)}`,
  (dice) => `read -r X Y <<< '${programOf(dice)} ${plainWord(dice)}'`,
  (dice) => `read -a A <<< '${programOf(dice)} ${plainWord(dice)}'`,
  (dice) => `mapfile -t A <<< ${programOf(dice)}`,
  (dice) => `printf -v ${dice.pick(VARIABLES)} %s ${programOf(dice)}`,
  (dice) => `unset ${dice.pick(VARIABLES)}`,
  (dice) => `: \${${dice.pick(VARIABLES)}:=${programOf(dice)}}`,
  (dice, depth) => `set -- ${programOf(dice)}${words(dice, depth)}`,
  (dice) => `set -${dice.pick(["f", "e", "u", "x", "a"])}`,
  () => "shift",
  () => "IFS=,",
  () => "IFS=",
  (dice) => `X=${programOf(dice)},${plainWord(dice)}`,
  (dice) =>
    `cd ${dice.pick(["build", "src", "..", "build/out", "-", "~", '"$PWD/src"', "./src", "nowhere"])}`,
  (dice) => `${dice.pick(["pushd build", "pushd src", "popd", "pushd"])} > /dev/null`,
  (dice) =>
    `shopt -s expand_aliases\nalias ${programOf(dice)}=${quoted(`${programOf(dice)} ${plainWord(dice)}`)}\n${programOf(dice)} a`,
  (dice) => `shopt -s expand_aliases\nalias go='${programOf(dice)}'\ngo ${plainWord(dice)}`,
  (dice) => `shopt -s expand_aliases\nalias go='${programOf(dice)} ' b=${programOf(dice)}\ngo b`,
  (dice) => `shopt -s ${dice.pick(["nullglob", "extglob", "globstar", "dotglob", "lastpipe", "failglob"])}`,
  (dice, depth) =>
    `trap ${quoted(commandText(dice, depth))} ${dice.pick(["EXIT", "ERR", "DEBUG", "RETURN", "0"])}`,
  (dice, depth) => `${programOf(dice)}() { ${dice.pick(["command ", ""])}${commandText(dice, depth)}; }`,
  (dice, depth) => `f() { ${statements(dice, depth - 1)}\n}; f${words(dice, depth)}`,
  (dice) => `f() { "$@"; }; f ${programOf(dice)} ${plainWord(dice)}`,
  (dice) => `f() { local X=${programOf(dice)}; $X "$1"; }; f ${plainWord(dice)}; $X a`,
  (dice) => `function g { shift; "$@"; }\ng a ${programOf(dice)} b`,
  (dice) => `f() { X=${programOf(dice)}; cd build; }; f; $X a`,
  (dice) => `f() { printf %s ${programOf(dice)}; }; $(f) a`,
  (dice) => `exec > out 3< a.txt; ${programOf(dice)} a`,
  (dice) => `X=${programOf(dice)}; sh -c '$X a; echo ${programOf(dice)} "$X"'`,
  (dice) => `export Y; Y=${programOf(dice)}; sh -c '$Y a'`,
  (dice) => `X=${programOf(dice)}; false && X=${programOf(dice)}; $X a`,
  (dice) => `X=${programOf(dice)}; (X=${programOf(dice)}; $X b); $X a`,
  (dice) => `X=${programOf(dice)}; X=${programOf(dice)} :; $X a`,
  (dice) => `X=${programOf(dice)} Y=$X; $Y a`,
  (dice) => `readonly X=${programOf(dice)}; X=${programOf(dice)}; $X a`,
  (dice) => `f() { return; ${programOf(dice)} a; }; f; unset -f f; f`,
  (dice) => `set -a; X=${programOf(dice)}; bash -c '$X a'`,
  (dice) => `A=(a ${programOf(dice)}); unset 'A[0]'; "\${A[@]}" b`,
  (dice) => `A=(${programOf(dice)} a b); "\${A[@]:0:2}"; "\${A[*]}" c; \${A} d`,
  (dice) => `declare -A M=([k]=${programOf(dice)}); \${M[k]} a; "\${M[@]}" b`,
  (dice) => `X=${programOf(dice)}; Y=X; \${!Y} a; printf -v "$Y" ${programOf(dice)}; $X b`,
  (dice) => `IFS=x; X=${programOf(dice)}xa; $X; IFS=' '; $X b`,
  (dice) => `OLDPWD=$PWD/src; cd -; ${programOf(dice)} a`,
  (dice) => `cd build && ${programOf(dice)} a; cd ..; (cd src; ${programOf(dice)} b); ${programOf(dice)} c`,
  (dice) => `pushd build; pushd src; popd; ${programOf(dice)} a; popd; ${programOf(dice)} b`,
  (dice) => `CDPATH=$PWD/build; cd out; ${programOf(dice)} a`,
  (dice) => `PWD=$PWD/src; ${programOf(dice)} "$PWD"; cd ./build; ${programOf(dice)} "$OLDPWD"`,
  (dice) => `HOME=$PWD/src; cd; ${programOf(dice)} ~/a`,
  (dice) => `hash -p "$(command -v ${programOf(dice)})" go; go a`,
]

const PREFIXES = [
  "command",
  "env",
  "env X=beta",
  "env -u X",
  "env -- ",
  'env -i PATH="$PATH"',
  "timeout 2",
  "timeout -s KILL 2",
  "timeout -k 1 2",
  "timeout --foreground 2",
  "nice",
  "nice -n 5",
  "nice -5",
  "nice -n5",
  "nohup",
  "setsid",
  "setsid -w",
  "stdbuf -o0",
  "stdbuf -oL -eL",
  "sudo",
  "exec",
  "time",
  "time -p",
  "!",
  "builtin command",
  "command --",
  "exec -a other",
  "builtin eval",
  "eval",
  "env -C build",
  "xargs",
  "env timeout 2 nice",
  "coproc",
] as const

/** One command in front of another. */
const WRAPPERS: readonly [Make, ...Make[]] = [
  (dice, depth) => `${dice.pick(PREFIXES)} ${commandText(dice, depth)}`,
  (dice, depth) => `${dice.pick(PREFIXES)} ${dice.pick(PREFIXES)} ${commandText(dice, depth)}`,
  (dice, depth) => `${dice.pick(PREFIXES)} sh -c ${quoted(statements(dice, depth - 1))}`,
  (dice) => `env -S '${programOf(dice)} ${plainWord(dice)}' b`,
  (dice) => `env -S'${programOf(dice)} a' b`,
  (dice) => `env --split-string='${programOf(dice)} a'`,
  (dice) =>
    `echo '${plainWord(dice)} b' | xargs ${dice.pick(["-n1 ", "-n 1 ", "-I{} ", "-L1 ", "-t ", "-r ", "-P2 ", "-d' ' ", "-0 ", "-I % ", ""])}${programOf(dice)} {} %`,
  (dice) => `printf '%s\\n' ${programOf(dice)} a | xargs`,
  (dice) => `printf '%s\\0' a b | xargs -0 ${programOf(dice)} ${plainWord(dice)}`,
  (dice) => `echo ${programOf(dice)} | xargs -I{} {} a`,
  (dice) => `echo ${programOf(dice)} | xargs -I{} sh -c '{} a'`,
  (dice) => `echo a b | xargs sh -c '${programOf(dice)} "$0" "$@"'`,
  (dice) => `echo ${programOf(dice)} a | xargs env`,
  (dice) => `echo "${programOf(dice)} a" | xargs -I{} sh -c {}`,
  (dice) => `xargs -a a.txt ${programOf(dice)}`,
  (dice) => `xargs ${programOf(dice)} < a.txt`,
  (dice) => `find . -name '*.txt' -exec ${programOf(dice)} ${plainWord(dice)} {} \\;`,
  (dice) => `find src build -type f -exec ${programOf(dice)} {} +`,
  (dice) => `find . -maxdepth 1 -name 'a*' -execdir ${programOf(dice)} {} \\;`,
  (dice) => `find . -name a.txt -exec sh -c '${programOf(dice)} "$1"' _ {} \\;`,
  (dice) => `find . -name a.txt -exec env ${programOf(dice)} {} \\; -exec ${programOf(dice)} b \\;`,
  (dice) => `find . -name '*.txt' | xargs ${programOf(dice)}`,
  (dice) => `find . -name '*.txt' -print0 | xargs -0 -n1 ${programOf(dice)}`,
  (dice) => `awk 'BEGIN { system("${programOf(dice)} a") }'`,
  (dice) => `awk 'BEGIN { print "${programOf(dice)} a" | "sh" }'`,
  () => `awk '{ print $1 }' a.txt | sh`,
  (dice) => `sed -n '1e ${programOf(dice)} a' a.txt`,
  (dice) => `sed 's/.*/${programOf(dice)} b/e' a.txt`,
  () => `grep alpha a.txt | sh`,
  () => `head -1 a.txt | tail -1 | bash`,
]

const STRUCTURES: readonly [Make, ...Make[]] = [
  (dice, depth) => `(${statements(dice, depth)}\n)`,
  (dice, depth) => `{ ${statements(dice, depth)}\n}`,
  (dice, depth) =>
    `if ${commandText(dice, depth)}; then ${statement(dice, depth)}\nelse ${statement(dice, depth)}\nfi`,
  (dice, depth) => `if ! true; then X=alpha; elif true; then ${statement(dice, depth)}\nfi`,
  (dice, depth) => `for X in ${programOf(dice)} ${plainWord(dice)}; do ${statement(dice, depth)}\ndone`,
  (dice) => `for X in ${programOf(dice)} ${programOf(dice)}; do $X a; done`,
  () => `for X; do $X; done`,
  (dice, depth) => `for ((i=0; i<2; i++)); do ${statement(dice, depth)}\ndone`,
  (dice) => `for i in 1 2; do $X a; X=${programOf(dice)}; done`,
  (dice) => `i=0; while [ $i -lt 3 ]; do $Y b; Y=$X; X=${programOf(dice)}; i=$((i+1)); done`,
  (dice, depth) => `while read -r X Y; do ${statement(dice, depth)}\ndone <<< '${programOf(dice)} a'`,
  (dice) => `while read -r l; do $l; done <<E\n${programOf(dice)} a\nE\n`,
  (dice, depth) => `until true; do ${statement(dice, depth)}\ndone`,
  (dice, depth) =>
    `case ${programOf(dice)} in a*) ${statement(dice, depth)}\n;; b*|g*) ${statement(dice, depth)}\n;; *) X=gamma; esac`,
  (dice) => `case x in x) X=${programOf(dice)};& y) Y=$X;; esac; $Y a`,
  (dice, depth) => `[[ -n "$X" ]] && ${statement(dice, depth)}`,
  (dice) => `[[ "${programOf(dice)} b" =~ ^([a-z]+) ]] && "\${BASH_REMATCH[1]}" a`,
  (dice, depth) => `(( X = 1 )) || ${statement(dice, depth)}`,
  (dice) => `(( A[$(${programOf(dice)} a >&2; echo 0)] ))`,
  (dice) => `test -v 'A[$(${programOf(dice)} a)]'`,
  (dice) => `[[ -v A[$(${programOf(dice)} a)] ]]`,
  (dice) => `X='A[$(${programOf(dice)} a)]'; echo $((X))`,
  (dice) => `declare -i X='A[$(${programOf(dice)} a)]'`,
  (dice, depth) => `${commandText(dice, depth)} | ${commandText(dice, depth)}`,
  (dice, depth) => `${commandText(dice, depth)} | while read -r X; do ${statement(dice, depth)}\ndone`,
  (dice) => `echo ${programOf(dice)} | while read -r X; do $X a; done`,
  (dice) => `echo ${programOf(dice)} | { read X; $X a; }`,
  (dice, depth) => `${commandText(dice, depth)} & wait`,
  (dice, depth) => `${commandText(dice, depth)} > >(${commandText(dice, depth)})`,
  (dice, depth) => `cat <(${statements(dice, depth - 1)}\n)`,
  (dice, depth) => `cat <<E\n$(${commandText(dice, depth)}) \`${programOf(dice)} b\`\nE\n`,
  (dice) => `cat <<'E'\n$(${programOf(dice)} a)\nE\n`,
  (dice, depth) => `echo "a $(${commandText(dice, depth)}) b \${X:-$(${programOf(dice)} c)}"`,
  (dice) => `X=\${Y:-$(${programOf(dice)} a)} ${programOf(dice)} b`,
  (dice) => `echo \${A[$(${programOf(dice)} a; echo 0)]}`,
  (dice) => `echo \${X/a/$(${programOf(dice)} a)} \${X:$(${programOf(dice)} b >&2; echo 0)}`,
  (dice) => `select X in ${programOf(dice)}; do $X; break; done <<< 1`,
  (dice) => `PS4='$(${programOf(dice)} a)'; set -x; :`,
  (dice) => `X='$(${programOf(dice)} a)'; echo "\${X@P}"`,
]

/** Text that some program takes for a script. */
const HANDED_ON: readonly [Make, ...Make[]] = [
  (dice, depth) =>
    `${dice.pick(["sh", "bash", "bash -e", "bash -x", "bash --norc", "sh -u", "bash -o pipefail"])} -c ${quoted(statements(dice, depth))}`,
  (dice, depth) => `bash -${dice.pick(["ec", "xc", "euc", "cx"])} ${quoted(statements(dice, depth))}`,
  (dice) => `sh -c '$0 "$@"' ${programOf(dice)} ${plainWord(dice)}`,
  (dice) => `bash -c '"$1" "\${@:2}"' _ ${programOf(dice)} ${plainWord(dice)}`,
  (dice) => `bash -c 'shift; "$@"' _ a ${programOf(dice)} ${plainWord(dice)}`,
  (dice, depth) => `eval ${quoted(statements(dice, depth))}`,
  (dice) => `eval ${programOf(dice)} '"a b"' "c"`,
  (dice) => `X=${programOf(dice)}; eval '$X' "\\$X"`,
  (dice) => `X=Y; Y=${programOf(dice)}; eval "\\$$X a"`,
  (dice, depth) =>
    `echo ${quoted(commandText(dice, depth))} | ${dice.pick(["sh", "bash", "bash -s", "sh -", "env sh", "sudo bash", "bash /dev/stdin", "tee x | sh", "cat | sh", "xargs -I{} sh -c '{}'"])}`,
  (dice, depth) => `printf '%s\\n' ${quoted(commandText(dice, depth))} | bash -s a b`,
  (dice) => `printf '%s ' ${programOf(dice)} a | sh`,
  (dice) => `printf '${programOf(dice)} %s\\n' a b | sh`,
  (dice) => `echo -e '${programOf(dice)} \\x61\\n' | bash`,
  (dice) => `echo -n ${programOf(dice)} a | sh`,
  (dice) => `echo '${programOf(dice)} $1' | sh -s b`,
  (dice, depth) => `bash <<'E'\n${statements(dice, depth - 1)}\nE\n`,
  (dice) => `sh <<E\n${programOf(dice)} $X \\$HOME\nE\n`,
  (dice) => `sh <<-E\n\t${programOf(dice)} a\n\tE\n`,
  (dice) => `bash <<< '${programOf(dice)} a'`,
  () => `bash <<< "$X a"`,
  (dice) => `. <(echo ${programOf(dice)} a)`,
  (dice) => `source /dev/stdin <<< '${programOf(dice)} a'`,
  (dice) => `bash <(printf '%s\\n' '${programOf(dice)} "$1"') b`,
  (dice) => `cat <<'E' | sh\n${programOf(dice)} a\nE\n`,
  (dice) => `{ echo X=${programOf(dice)}; echo '$X a'; } | sh`,
  (dice) => `(echo ${programOf(dice)} a; echo ${programOf(dice)} b) | bash`,
  (dice) => `for i in a b; do echo ${programOf(dice)} $i; done | sh`,
  (dice) => `echo "${programOf(dice)} a" | base64 | base64 -d | sh`,
  (dice) => `echo '${programOf(dice)} a' | rev | rev | sh`,
  (dice) => `echo '${programOf(dice)} a' | tr a-z a-z | sh`,
  (dice) => `echo '${programOf(dice)} a' | sed s/a/b/ | sh`,
  (dice) => `echo '${programOf(dice)} a' | cut -c1-9 | sh`,
  (dice) => `bash -c "$(echo ${programOf(dice)} a)"`,
  (dice) => `sh -c "\`echo ${programOf(dice)} a\`"`,
  (dice) => `BASH_ENV=<(echo ${programOf(dice)} a) bash -c :`,
  (dice) => `X=$(cat <<'E'\n${programOf(dice)} a\nE\n)\neval "$X"`,
  (dice) => `eval "$(echo '${programOf(dice)}' | cat)" a`,
  (dice) => `$BASH -c '${programOf(dice)} a'`,
  (dice) => `"$BASH" <<< '${programOf(dice)} a'`,
]

/** Scripts that the text writes before it runs them. */
const WRITTEN: readonly [Make, ...Make[]] = [
  (dice, depth) => `echo ${quoted(statement(dice, depth - 1))} > s; ${dice.pick(RUNNING)} s`,
  (dice, depth) => `cat > s <<'E'\n${statements(dice, depth - 1)}\nE\n${dice.pick(RUNNING)} s a b`,
  (dice) => `printf '#!/bin/sh\\n%s "$1"\\n' ${programOf(dice)} > s; chmod +x s; ./s a`,
  (dice) =>
    `echo '#!/usr/bin/env bash' > build/s; echo '${programOf(dice)} "$@"' >> build/s; chmod +x build/s; ./build/s a b`,
  (dice) => `echo '${programOf(dice)} a' | tee s > /dev/null; sh < s`,
  (dice) => `tee s <<< '${programOf(dice)} a' > /dev/null && cat s | sh`,
  (dice) => `echo 'X=${programOf(dice)}' > s; . ./s; $X a`,
  (dice) => `echo 'cd build' > s; . ./s; ${programOf(dice)} a`,
  (dice) => `echo '${programOf(dice)} a' > s; cp s t; mv t build; cd build; sh t`,
  (dice) => `echo '${programOf(dice)} a' > s; ln -s s t; bash t`,
  (dice) => `echo '${programOf(dice)} $1' > s; echo b c | xargs -n1 sh s`,
  (dice) => `echo '${programOf(dice)} "$1"' > s; find . -name a.txt -exec sh s {} \\;`,
  (dice) => `echo '${programOf(dice)} a' > s; eval "$(cat s)"; eval "$(< s)"`,
  (dice) => `echo '${programOf(dice)} a' > s; BASH_ENV=./s bash -c :`,
  (dice) => `echo '${programOf(dice)} a' > alias; chmod +x alias; PATH=$PWD:$PATH; command ./alias`,
  (dice) => `printf '#!/bin/sh\\n${programOf(dice)} a' > go; chmod +x go; PATH=.:$PATH; go b`,
  (dice) =>
    `{ echo ${programOf(dice)} a; echo ${programOf(dice)} b; } > s; if [ -n "$X" ]; then echo : > s; fi; sh s`,
  (dice) => `for i in a b; do echo ${programOf(dice)} $i >> s; done; sh s`,
  (dice) => `exec 3> s; echo ${programOf(dice)} a >&3; sh s`,
  (dice) => `bash s 2> s; echo ${programOf(dice)} a 1>> s; bash s`,
  (dice) => `echo x | sed 's/x/${programOf(dice)} a/' > s; sh s`,
]

const RUNNING = [
  "sh",
  "bash",
  ".",
  "source",
  "bash -e",
  "sh <",
  "env sh",
  "timeout 2 bash",
  "bash --",
  "bash -x",
] as const
