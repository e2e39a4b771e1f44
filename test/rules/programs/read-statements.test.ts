// What a text of SQL does: comments and strings are data, and a WHERE that says nothing is none.
import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { readStatements } from "../../../rules/programs/read-statements.ts"

describe("a text", () => {
  test.each([
    ["DROP TABLE users", ["drop"]],
    ["drop\n\ttable if exists public.users cascade;", ["drop"]],
    ["select 1; DROP DATABASE app; truncate x", ["drop", "truncate"]],
    ["/* a */ DROP /* b */ VIEW v -- c", ["drop"]],
    ["/*!50000 DROP TABLE users */", ["drop"]],
    ["EXPLAIN ANALYZE DELETE FROM users", ["delete-all"]],
    ["WITH x AS (SELECT 1) DELETE FROM users", ["delete-all"]],
    ["DELETE FROM `users`", ["delete-all"]],
    ['DELETE FROM "Users";', ["delete-all"]],
    ["DELETE FROM users WHERE 1 = 1", ["delete-all"]],
    ["DELETE FROM users WHERE true", ["delete-all"]],
    ["UPDATE users SET admin = true", ["update-all"]],
    ["ALTER TABLE users DROP COLUMN email", ["alter-drop"]],
    ["GRANT ALL ON x TO y", ["grant"]],
    ["ALTER USER me IDENTIFIED BY 'x'", ["grant"]],
    ["COPY t TO PROGRAM 'sh'", ["shell"]],
    ["\\! ls", ["shell"]],
    ["SELECT '\\'; DROP TABLE x; --'", ["drop"]],
    ["SELECT 'it\\'s'; DROP TABLE x", ["drop"]],
    ["SELECT 1 --1; DROP TABLE x", ["drop"]],
    ["CREATE OR REPLACE TABLE t AS SELECT 1", ["replace"]],
  ])("%j is %j", (text, kinds) => expect(readStatements(text)).toEqual(kinds as never))

  test.each([
    "SELECT * FROM users",
    "SELECT 'DROP TABLE users'",
    "-- DROP TABLE users",
    "# DROP TABLE users",
    "/* DROP TABLE users */ SELECT 1",
    "INSERT INTO notes VALUES ('; DROP TABLE users; --')",
    "SELECT $$ DROP TABLE users $$",
    "DELETE FROM users WHERE id = 1",
    "DELETE FROM users WHERE name = 'x'",
    "UPDATE users SET a = 1 WHERE id IN (1, 2)",
    "ALTER TABLE users ALTER COLUMN email DROP NOT NULL",
    "ALTER TABLE users ADD COLUMN dropped int",
    "CREATE OR REPLACE FUNCTION f() RETURNS int",
    "GRANT SELECT ON x TO y",
    "dropped table",
    "",
  ])("%j does nothing of the kind", (text) => expect(readStatements(text)).toEqual([]))

  test("of any kind is read, and soon", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void readStatements(text)))
    expect(readStatements(`${"/*".repeat(40_000)} DROP TABLE x`)).toBeArray()
    for (const piece of ["'", '"\\\\', "$a", "$$x", "`a", "--", "# \n"])
      expect(readStatements(piece.repeat(40_000))).toBeArray()
  })
})
