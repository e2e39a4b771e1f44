// Schema 4: models and providers that failed, which every session leaves alone for a while (rests.ts).

export const rests = `
CREATE TABLE rests (
  key TEXT PRIMARY KEY, -- such as model:openai/gpt-6-luna
  failures INTEGER NOT NULL, -- in a row
  rests_until INTEGER NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
`
