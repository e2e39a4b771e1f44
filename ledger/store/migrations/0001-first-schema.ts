// Schema 1: one row a call, one row a verdict, and a counter of writes that both share.

export const firstSchema = `
CREATE TABLE writes (last INTEGER NOT NULL) STRICT;
INSERT INTO writes VALUES (0);

CREATE TABLE calls (
  id TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('held', 'settled', 'estimated', 'unreconciled')),
  started_at INTEGER NOT NULL, -- milliseconds since 1970, UTC
  project TEXT NOT NULL,
  session TEXT NOT NULL,
  root_session TEXT NOT NULL,
  run TEXT NOT NULL,
  turn TEXT NOT NULL,
  agent TEXT NOT NULL,
  class TEXT,
  tier TEXT,
  cause TEXT NOT NULL,
  signals TEXT NOT NULL, -- JSON array
  model_asked TEXT NOT NULL,
  model TEXT NOT NULL,
  provider TEXT NOT NULL,
  held_nano INTEGER NOT NULL CHECK (held_nano >= 0),
  outcome TEXT,
  cost_nano INTEGER NOT NULL DEFAULT 0,
  baseline_nano INTEGER NOT NULL DEFAULT 0,
  input_tokens INTEGER NOT NULL DEFAULT 0,
  cached_tokens INTEGER NOT NULL DEFAULT 0,
  cache_write_tokens INTEGER NOT NULL DEFAULT 0,
  output_tokens INTEGER NOT NULL DEFAULT 0,
  reasoning_tokens INTEGER NOT NULL DEFAULT 0,
  model_used TEXT,
  generation_id TEXT,
  time_to_first_token_ms INTEGER,
  duration_ms INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  owner_host TEXT NOT NULL,
  owner_pid INTEGER NOT NULL,
  owner_started TEXT NOT NULL -- tells two processes of the same id apart; empty where the system does not say
) STRICT;

-- What counts against a budget: settled calls at their cost, all others at no less than what is held for them.
CREATE VIEW counted_calls AS
  SELECT started_at, root_session, status,
    CASE WHEN status = 'settled' OR cost_nano > held_nano THEN cost_nano ELSE held_nano END AS counted_nano
  FROM calls;

-- The sums of budgets read these and never the rows.
CREATE INDEX calls_by_time ON calls (started_at, status, held_nano, cost_nano);
CREATE INDEX calls_by_session ON calls (root_session, status, held_nano, cost_nano);
CREATE INDEX calls_by_sequence ON calls (sequence);
CREATE INDEX calls_unsettled ON calls (status) WHERE status <> 'settled';

CREATE TABLE verdicts (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  project TEXT NOT NULL,
  session TEXT NOT NULL,
  root_session TEXT NOT NULL,
  agent TEXT NOT NULL,
  tool TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('allow', 'deny', 'ask')),
  rule TEXT,
  reason TEXT,
  subject TEXT
) STRICT;

CREATE INDEX verdicts_by_time ON verdicts (at);
`
