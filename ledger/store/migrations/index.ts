// Every schema in order: the first entry makes schema 1. An entry that was shipped is never changed. Written for
// SQLite in words that PostgreSQL knows as well, once its types are put in (`inPostgres`).
import { fillTallies } from "../../metrics/fill-tallies.ts"
import { sumUpCalls } from "../../sum-up-calls.ts"
import type { Work } from "../store.ts"
import { firstSchema } from "./0001-first-schema.ts"
import { sumsAndSeals } from "./0002-sums-and-seals.ts"
import { outage } from "./0003-outage.ts"
import { rests } from "./0004-rests.ts"
import { responses } from "./0005-responses.ts"
import { permitsAndOutcomes } from "./0006-permits-and-outcomes.ts"
import { tallies } from "./0007-tallies.ts"
import { tierChoices } from "./0008-tier-choices.ts"

export interface Migration {
  schema: string
  /** What the rows that are there already need, in the same transaction. */
  fill?: () => Work<void>
}

export const migrations: readonly Migration[] = [
  { schema: firstSchema },
  { schema: sumsAndSeals, fill: sumUpCalls },
  { schema: outage },
  { schema: rests },
  { schema: responses },
  { schema: permitsAndOutcomes },
  { schema: tallies, fill: fillTallies },
  { schema: tierChoices },
]

export function inPostgres(schema: string): string {
  return schema.replaceAll(/\bINTEGER\b/g, "BIGINT").replaceAll(/\) STRICT\b/g, ")")
}
