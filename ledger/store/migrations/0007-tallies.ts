// Schema 7: numbers that only ever grow, for metrics (ledger/metrics/tally.ts), and the time that Ralex itself took.

export const tallies = `
ALTER TABLE calls ADD COLUMN overhead_ms INTEGER; -- until the first model was asked

CREATE TABLE tallies (
  name TEXT NOT NULL,
  labels TEXT NOT NULL, -- JSON array
  amount INTEGER NOT NULL,
  PRIMARY KEY (name, labels)
) STRICT;
`
