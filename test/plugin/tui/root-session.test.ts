// The session that a subagent's belongs to.
import { expect, test } from "bun:test"
import { rootSession } from "../../../plugin/tui/root-session.ts"

const parents: Record<string, string> = { child: "root", grandchild: "child", a: "b", b: "a" }
const find = (id: string) => (id === "unknown" ? undefined : { parentID: parents[id] })

test.each([
  ["root", "root"],
  ["child", "root"],
  ["grandchild", "root"],
  ["unknown", "unknown"],
])("of %s it is %s", (session, root) => expect(rootSession(session, find)).toBe(root))

test("parents in a circle end the search", () => expect(["a", "b"]).toContain(rootSession("a", find)))
