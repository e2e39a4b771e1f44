// Schema 2: sums that are kept as rows are written (counters for budgets, hours for reports), the chain of seals,
// what a person lifted, what was said once, and what upstream said of a key.

export const sumsAndSeals = `
DROP VIEW counted_calls;
DROP INDEX calls_by_time;
DROP INDEX calls_by_session;

ALTER TABLE calls ADD COLUMN key_id TEXT;
ALTER TABLE calls ADD COLUMN cache_saved_nano INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN settled_at INTEGER;
ALTER TABLE calls ADD COLUMN owner_seen_at INTEGER NOT NULL DEFAULT 0; -- while held: when its owner was last there

CREATE INDEX calls_by_time ON calls (started_at);
CREATE INDEX calls_by_session ON calls (root_session);
CREATE INDEX calls_by_turn ON calls (turn, started_at);
CREATE INDEX calls_by_run ON calls (run);

-- Of a million verdicts few are blocks, and reports count these alone.
CREATE INDEX verdicts_blocked ON verdicts (at, rule) WHERE verdict <> 'allow';

-- What counts against budgets; the key is a day, session, run or turn, with a part of it (counters.ts).
CREATE TABLE counters (
  key TEXT PRIMARY KEY,
  counted_nano INTEGER NOT NULL,
  pending_nano INTEGER NOT NULL,
  calls INTEGER NOT NULL
) STRICT;

-- One row for each hour and everything that calls can have in common (totals.ts); empty text is none.
CREATE TABLE hours (
  hour INTEGER NOT NULL,
  project TEXT NOT NULL,
  root_session TEXT NOT NULL,
  agent TEXT NOT NULL,
  tier TEXT NOT NULL,
  class TEXT NOT NULL,
  model TEXT NOT NULL,
  provider TEXT NOT NULL,
  calls INTEGER NOT NULL,
  spent_nano INTEGER NOT NULL,
  estimated_nano INTEGER NOT NULL,
  pending_nano INTEGER NOT NULL,
  baseline_nano INTEGER NOT NULL,
  cache_saved_nano INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL,
  cached_tokens INTEGER NOT NULL,
  cache_write_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  reasoning_tokens INTEGER NOT NULL,
  fallbacks INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  time_to_first_token TEXT NOT NULL, -- JSON: bucket to count
  duration TEXT NOT NULL,
  PRIMARY KEY (hour, project, root_session, agent, tier, class, model, provider)
) STRICT;

-- Each write of money, chained: a mac is made over the one before it (seal.ts).
CREATE TABLE journal (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  status TEXT NOT NULL, -- a call's, or 'lift' or 'cut' (seal.ts)
  held_nano INTEGER NOT NULL,
  cost_nano INTEGER NOT NULL,
  at INTEGER NOT NULL,
  mac TEXT NOT NULL
) STRICT;

CREATE INDEX journal_notes ON journal (status, sequence) WHERE status IN ('lift', 'cut');

CREATE TABLE lifts (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  scope TEXT NOT NULL,
  part TEXT NOT NULL, -- JSON
  limit_nano INTEGER,
  root_session TEXT,
  until_at INTEGER,
  by_what TEXT NOT NULL
) STRICT;

CREATE TABLE alerts (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  level TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE TABLE key_readings (
  key_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  used_nano INTEGER NOT NULL,
  PRIMARY KEY (key_id, at)
) STRICT;
`
