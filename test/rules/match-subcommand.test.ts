// Which operands a rule's subcommand matches: words, choices, groups of commands, and what only looks like one.
import { expect, test } from "bun:test"
import { subcommandDepth } from "../../rules/match-subcommand.ts"

test.each([
  ["stash drop", "stash drop 1", 2],
  ["stash drop", "STASH Drop", 2],
  ["stash drop", "stash", undefined],
  ["* delete-*", "ec2 delete-volume vol-1", 2],
  ["* delete-*", "/any/thing delete-volume", 2],
  ["* delete-*", "s3 cp delete-me.txt", undefined],
  ["{rm,remove} x", "remove x", 2],
  ["{rm,remove}", "removed", undefined],
  ["** delete", "delete x", 1],
  ["** delete", "alpha compute disks delete x", 4],
  ["** delete", "a b c d e delete", undefined],
  ["** delete", "instances describe delete", undefined],
  ["compose ** down", "compose -f.yml down", 3],
  ["compose ** down", "down compose", undefined],
])("%p of %p", (subcommand, operands, depth) => {
  expect(subcommandDepth([subcommand], operands.split(" "))).toBe(depth)
})
