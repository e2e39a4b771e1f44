// What lies under a ledger: a database that runs work in transactions. The work is written once, as generators that
// yield SQL and get rows back; an SQLite store runs them without a pause, a PostgreSQL store over the network.

export type Value = string | number | bigint | null

/** Whole numbers come as bigint from both stores. */
export type Row = Record<string, Value>

/** SQL that both databases understand, with $1, $2, … for the values. */
export interface Statement {
  sql: string
  values: Value[]
}

export type Work<T> = Generator<Statement, T, Row[]>

export interface Store {
  /**
   * All of the work sees one state, whoever writes meanwhile. `skewMs` is what the store's clock is ahead of this
   * machine's; 0 where they share one. What `read` and `write` reject with is a RalexError that names the store.
   */
  read: <T>(work: (skewMs: number) => Work<T>) => Promise<T>
  /** One writer at a time, of all processes; all of the work is written or nothing. */
  write: <T>(work: (skewMs: number) => Work<T>) => Promise<T>
  close: () => Promise<void>
}

export function* query(sql: string, values: Value[] = []): Work<Row[]> {
  return yield { sql, values }
}

/** $1, $2, … for so many values, from `first` on. */
export function places(count: number, first = 1): string {
  return Array.from({ length: count }, (_, index) => `$${first + index}`).join(", ")
}

/** PostgreSQL's text has no NUL, and Bun's way into SQLite garbles what follows half a surrogate pair. */
export function storable(value: Value): Value {
  return typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\uFFFD") : value
}
