// Schema 3: what a machine keeps for a ledger that is away, and how far each machine's keep is merged (ledger/outage/).

export const outage = `
-- In a machine's own file: what has to be written to the ledger, in order.
CREATE TABLE outbox (
  number INTEGER PRIMARY KEY,
  call TEXT, -- null for what is about no call
  operation TEXT NOT NULL -- JSON: operation.ts
) STRICT;

CREATE INDEX outbox_by_call ON outbox (call);

-- In a machine's own file: calls made meanwhile, which the allowance pays.
CREATE TABLE unmerged (
  id TEXT PRIMARY KEY,
  started_at INTEGER NOT NULL,
  turn TEXT NOT NULL,
  status TEXT NOT NULL,
  held_nano INTEGER NOT NULL,
  cost_nano INTEGER NOT NULL
) STRICT;

-- In the ledger: up to which number each outbox is in it. In a machine's own file: the outbox's name.
CREATE TABLE merges (
  source TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;
`
