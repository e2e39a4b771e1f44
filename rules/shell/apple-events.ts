// What AppleScript asks other programs to do, which no command says: told as executions `apple-event VERB`.

/** By verb, how a script says it; what stands between quotes is data. */
const VERBS: Readonly<Record<string, RegExp>> = {
  delete: /\b(?:to\s+)?delete\s+(?!\{?\s*$)|\bto(?:\s+the)?\s+trash\b|\.delete\s*\(/i,
  "empty-trash": /\bempty(?:\s+the)?\s+trash\b|\bempty\s+trash|\.empty\s*\(/i,
  type: /\bkeystroke\b|\bkey\s+code\b|\bclick\s+(?:button|menu|at|UI)\b|\.(?:keystroke|keyCode)\s*\(/i,
  send: /(?:\bto\s+|\n\s*|^\s*)send\s+(?!\{?\s*$)|\.send\s*\(/i,
  administrator: /\badministrator\s+privileges\b|\badministratorPrivileges\b/i,
  "ask-password": /\bhidden\s+answer\b|\bhiddenAnswer\b/i,
  "login-item": /\bmake\s+(?:new\s+)?login\s+item\b|\bloginItems?\b/i,
  "run-in-page": /\bdo\s+javascript\b|\bexecute\b[^\n]*\bjavascript\b|\.doJavaScript\s*\(/i,
  stop: /\b(?:shut\s+down|restart|sleep\s+now)\s*$/im,
}

/** Apple's own programs are named between quotes, so those are left out of nothing but data. */
export function appleEvents(script: string): string[] {
  const bare = script.slice(0, LONGEST).replace(/"(?:[^"\\]|\\.)*"/g, '""')
  return Object.keys(VERBS).filter((verb) => VERBS[verb]?.test(bare))
}

/** Of a longer one the end is not looked at. */
const LONGEST = 20_000
