// Schema 6: what a person may let pass once (ledger/permits.ts), and what became of a call after its verdict.

export const permitsAndOutcomes = `
CREATE TABLE permits (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, -- of the code, and once it is granted of the leave
  root_session TEXT NOT NULL,
  session TEXT NOT NULL,
  call_id TEXT NOT NULL,
  code TEXT NOT NULL, -- a keyed hash, as is the action
  action TEXT NOT NULL,
  rule TEXT NOT NULL,
  tool TEXT NOT NULL,
  subject TEXT NOT NULL,
  wrong INTEGER NOT NULL DEFAULT 0, -- codes said in its session that were none
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'granted', 'used', 'void'))
) STRICT;

CREATE INDEX permits_by_session ON permits (root_session, state, at);

ALTER TABLE verdicts ADD COLUMN evidence TEXT;
ALTER TABLE verdicts ADD COLUMN call_id TEXT;
ALTER TABLE verdicts ADD COLUMN lifted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE verdicts ADD COLUMN outcome TEXT;
ALTER TABLE verdicts ADD COLUMN exit_code INTEGER;

-- What became of a call is noted soon after it, and what came next in its session is asked for blocks alone.
CREATE INDEX verdicts_by_session ON verdicts (session, sequence);
`
