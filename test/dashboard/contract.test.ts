// The sample of every view is what the contract says.
import { describe, expect, test } from "bun:test"
import { VIEWS, viewSchemas } from "../../dashboard/contract.ts"
import { sampleViews } from "./sample-views.ts"

describe("the samples", () => {
  test.each(VIEWS.map((name) => [name]))("%s is as the contract has it", (name) => {
    const document = sampleViews()[name]
    expect(viewSchemas[name].parse(JSON.parse(JSON.stringify(document))) as unknown).toEqual(document)
  })

  test("the same seed gives the same", () => expect(sampleViews(3)).toEqual(sampleViews(3)))
})
