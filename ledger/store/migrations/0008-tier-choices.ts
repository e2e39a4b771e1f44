// Schema 8: the tier that a person chose last for a session, where who watches the session sees it (ledger/tier-choices.ts).

export const tierChoices = `
CREATE TABLE tier_choices (
  root_session TEXT PRIMARY KEY,
  tier TEXT, -- NULL leaves it to Ralex
  at INTEGER NOT NULL
) STRICT;
`
