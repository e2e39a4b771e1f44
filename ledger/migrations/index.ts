// Every schema in order: the first entry makes schema 1. An entry that was shipped is never changed.
import { firstSchema } from "./0001-first-schema.ts"

export const migrations: readonly string[] = [firstSchema]
