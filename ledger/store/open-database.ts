// An SQLite file opened, made private and brought to the newest schema; a damaged one is set aside first.
import { Database } from "bun:sqlite"
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { SEAL_SUFFIX } from "../seal-file.ts"
import { migrateDatabase, refuseForeign } from "./migrate-database.ts"
import { explainFailure, isBusy, isDamage } from "./sqlite-failure.ts"

// A writer holds the file for about 3 ms (p99 with 16 processes); a wait of seconds is a stuck disk.
const BUSY_TIMEOUT_MS = 5_000

/** @throws {RalexError} when the file can not be used. */
export function openDatabase(path: string, notice: (sentence: string) => void): Database {
  return explainFailure(path, () => {
    if (path === MEMORY) return openSound(path)
    makePrivate(path)
    try {
      return openLooked(path)
    } catch (error) {
      if (!isDamage(error)) throw error
      return inTurn(path, () => openAnew(path, notice))
    }
  })
}

export function isSuspect(path: string): boolean {
  return existsSync(suspectOf(path))
}

function openLooked(path: string): Database {
  if (isSuspect(path)) lookThrough(path)
  return openSound(path)
}

/** Whoever comes second finds a sound file in the damaged one's place. */
function openAnew(path: string, notice: (sentence: string) => void): Database {
  try {
    return openLooked(path)
  } catch (error) {
    if (!isDamage(error)) throw error
    notice(setAside(path))
    makePrivate(path)
    return openSound(path)
  }
}

/** One process at a time, by SQLite's own lock on a file beside the damaged one, which ends with its process. */
function inTurn<T>(path: string, work: () => T): T {
  makePrivate(`${path}.turn`)
  const turn = new Database(`${path}.turn`)
  try {
    turn.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    return turn.transaction(work).exclusive()
  } finally {
    turn.close()
  }
}

export const MEMORY = ":memory:"

/** The next one who opens the file looks through all of it. */
export function noteSuspect(path: string): void {
  if (path === MEMORY) return
  try {
    writeFileSync(suspectOf(path), "")
  } catch {
    // What is said is the damage; the next one meets it too.
  }
}

function openSound(path: string): Database {
  const database = new Database(path, { create: true, strict: true, safeIntegers: true })
  try {
    database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    refuseForeign(database, path)
    keepJournal(database)
    // Safe from a kill of the process; a power cut may take the last writes, at a tenth of FULL's price.
    database.run("PRAGMA synchronous = NORMAL")
    // For a burst, and for who is killed before its own (checkpoint-later.ts): by default every 25th call waited for the disk.
    database.run("PRAGMA wal_autocheckpoint = 3000")
    migrateDatabase(database, path)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** SQLite does not wait where several processes turn a new file to WAL at once: all but one find it locked. */
function keepJournal(database: Database): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      return void database.run("PRAGMA journal_mode = WAL")
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error
      Bun.sleepSync(5)
    }
  }
}

/** SQLite gives its journal files the rights of the file itself. */
function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, "a", 0o600))
}

const suspectOf = (path: string) => `${path}.suspect`

/** @throws an error of damage when the file is not sound. */
function lookThrough(path: string): void {
  const database = new Database(path, { readwrite: true })
  try {
    database.run(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
    const row = database.query<{ quick_check: string }, []>("PRAGMA quick_check(1)").get()
    if (row?.quick_check !== "ok")
      throw Object.assign(new Error("quick_check failed"), { code: "SQLITE_CORRUPT" })
  } finally {
    database.close()
  }
  rmSync(suspectOf(path), { force: true })
}

/** Stands between the ledger's name and the time in the name of a damaged one. */
export const SET_ASIDE = ".damaged-"

/** Keeps the damaged file under another name. @returns the sentence for the person. */
function setAside(path: string): string {
  const kept = `${path}${SET_ASIDE}${new Date().toISOString().replaceAll(":", "-")}`
  // The file itself goes last: nobody may open a new one beside the old one's journal. Its seals go with it.
  for (const suffix of ["-wal", "-shm", SEAL_SUFFIX, ""]) {
    if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix)
  }
  rmSync(suspectOf(path), { force: true })
  return `The ledger ${path} is damaged. It is kept as ${kept}, and a new one is begun: what the old one counted counts against no budget any more. Put a backup in its place if you have one.`
}
