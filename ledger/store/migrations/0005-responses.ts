// Schema 5: whole answers, kept to be given again where a person wants that (ledger/responses.ts).

export const responses = `
CREATE TABLE responses (
  key TEXT PRIMARY KEY, -- a hash of all that was asked
  at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  body TEXT NOT NULL -- JSON: provider/responses/kept-answer.ts
) STRICT;

-- What was used longest ago goes first, and bodies are not read for that.
CREATE INDEX responses_by_use ON responses (used_at, key, bytes);
CREATE INDEX responses_by_end ON responses (expires_at);
`
