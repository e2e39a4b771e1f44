// What commands of vim and ed do beside editing: `:!` runs, `:w file` writes, `delete()` deletes.

export interface ExCommands {
  scripts: string[]
  /** Files that are written, or opened so that a later `:w` writes them. */
  writes: string[]
  deletes: string[]
}

const SHELL =
  /^(?:[\s:%\d,.$'<>]|sil(?:ent)?!?\s|r(?:ead)?\s*(?=!)|w(?:rite)?\s+(?=!)|norm(?:al)?!?\s|te(?:rminal)?\s*(?=!))*!\s*(.+)$/
const TERMINAL = /^[\s:]*ter(?:m(?:inal)?)?!?\s+(.+)$/
const WRITE =
  /^(?:[\s:%\d,.$'<>]|sil(?:ent)?!?\s)*(?:w(?:rite|q)?|sav(?:eas)?|x(?:it)?|exi?t?|up(?:date)?|e(?:dit)?|f(?:ile)?|redir)(?:!\s*|\s+|\s*>+!?\s*)(?:>+\s*)?([^\s!>|][^|]*)$/i
const CALLS_SHELL =
  /\b(?:system(?:list)?|job_?start|term(?:open|_start)|exe(?:cute)?|feedkeys|libcall|lua\w*|py\w*|ruby|perl|tcl)\b/
const TEXT = /'((?:[^']|'')*)'|"((?:[^"\\]|\\.)*)"/g

/** @param text Commands, a line each or with bars between them. */
export function readExCommands(text: string): ExCommands {
  const found: ExCommands = { scripts: [], writes: [], deletes: [] }
  for (const line of text.split("\n")) {
    const shell = line.match(SHELL)?.[1] ?? line.match(TERMINAL)?.[1]
    if (shell !== undefined) found.scripts.push(shell)
    for (const part of shell === undefined ? line.split("|") : []) readPart(part, found)
  }
  return found
}

function readPart(part: string, found: ExCommands): void {
  const inner = part.match(SHELL)?.[1]
  if (inner !== undefined) found.scripts.push(inner)
  const path = part.match(WRITE)?.[1]?.trim()
  if (path !== undefined) found.writes.push(path.replace(/^\+\S+\s+/, ""))
  const texts = [...part.matchAll(TEXT)].map(([, single, double]) => single ?? double ?? "")
  if (CALLS_SHELL.test(part)) found.scripts.push(...texts.map((text) => text.replace(/^[\s:]*!/, "")))
  if (/\b(?:writefile|rename|setfperm|mkdir|execute|exe)\b/.test(part))
    found.writes.push(...texts.filter(isPath))
  if (/\bdelete\s*\(/.test(part)) found.deletes.push(...texts.filter((text) => text !== "rf" && text !== "d"))
}

function isPath(text: string): boolean {
  return /[/.~]/.test(text) && !/\s/.test(text)
}
