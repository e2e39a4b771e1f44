// What is left out of the bundles, and that what stays says the same.
import { expect, test } from "bun:test"
import { ZodFirstPartyTypeKind } from "zod/v3"
import { withNamespaces, withoutExamples, withoutOldZod } from "../../scripts/slim-bundles.ts"

test.each([
  ['import { z } from "zod/v4";', 'import * as z from "zod/v4";'],
  ['import { z as z10 } from "zod/v4";', 'import * as z10 from "zod/v4";'],
  ["import { z } from 'zod';", 'import * as z from "zod";'],
  ['import { z, ZodError } from "zod";', 'import { z, ZodError } from "zod";'],
  ['import { z } from "zoddy";', 'import { z } from "zoddy";'],
])("%s becomes %s", (written, built) => {
  expect(withNamespaces(written)).toBe(built)
})

test("the names of zod 3 are a table of their own", () => {
  const built = withoutOldZod('import { ZodFirstPartyTypeKind as Kind\n} from "zod/v3";\nKind')
  expect(built).not.toContain("import")
  const kinds: unknown = new Function(`${built}\nreturn Kind`)()
  expect(kinds).toEqual({ ...ZodFirstPartyTypeKind })
})

test("a rule loses its examples and nothing else", () => {
  const pack = [{ id: "a.b", severity: "high", examples: { block: ["x"], allow: [] } }]
  expect(withoutExamples(pack)).toEqual([{ id: "a.b", severity: "high" }])
})
