// The code of shells that have a grammar of their own, brought near enough to that of sh for its commands to be seen.

const FOREIGN = new Set(["nu", "elvish", "xonsh", "murex", "ion", "rc", "es", "ngs"])

export function isForeignShell(program: string): boolean {
  return FOREIGN.has(program)
}

/** Texts in quotes are left; brackets and blocks of all kinds end a command; `^rm` and `e:rm` are rm. */
const TOKEN = /'[^']*'|"(?:[^"\\]|\\.)*"|[$!@]?[[({]|[\])}]|(?<![\w.$'"])(?:\^|e:)(?=[\w./$'"])/g
const HOME = /\$\{?(?:env\.HOME|nu\.home-(?:path|dir)|E:HOME|home)\b\}?/g
/** In nu a variable is a value, and `^$name` calls it. */
const NU_VALUE = /(^|[\n;])(\s*)(?=\$)/g

/** @param home What stands for the home directory. */
export function foreignCode(shell: string, code: string, home: string): string {
  const valued = shell === "nu" ? code.replace(HOME, home).replace(NU_VALUE, "$1$2echo ") : code
  return valued.replace(HOME, home).replace(TOKEN, (found) => {
    if (/^['"]/.test(found)) return found
    return /^(\^|e:)$/.test(found) ? "" : "\n"
  })
}
