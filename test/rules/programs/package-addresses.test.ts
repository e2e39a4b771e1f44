import { expect, test } from "bun:test"
import { packageAddresses, repositoryAddresses } from "../../../rules/programs/package-addresses.ts"

test.each([
  ["https://example.com/x.tgz", ["https://example.com/x.tgz"]],
  ["git+ssh://git@github.com/org/x", ["https://git@github.com/org/x"]],
  ["x@https://example.com/x.tgz", ["https://example.com/x.tgz"]],
  ["x[all] @ git+https://example.com/x", ["https://example.com/x"]],
  ["github:org/x", ["https://github.com/org/x"]],
  ["x@gitlab:org/x", ["https://gitlab.com/org/x"]],
  ["git@example.com:org/x", ["https://example.com/org/x"]],
  ["https://example.com,direct", ["https://example.com"]],
])("%s comes from an address", (specifier, addresses) => {
  expect(packageAddresses(specifier)).toEqual(addresses)
})

test.each(["x", "x@1.0.0", "@org/x@^1", "./x", "file:../x", "x@npm:y@1", "requests>=2", "."])(
  "%s does not",
  (specifier) => {
    expect(packageAddresses(specifier)).toEqual([])
  },
)

test("an owner and a name are a repository, a path or a scope is none", () => {
  expect(repositoryAddresses("org/x#main")).toEqual(["https://github.com/org/x#main"])
  for (const path of ["./org/x", "../x", "@org/x", "/x/y", "~/x"])
    expect(repositoryAddresses(path)).toEqual([])
})
