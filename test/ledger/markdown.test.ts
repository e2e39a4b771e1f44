// Names and sentences of others in Markdown: none of them ends its cell, marks anything up, or begins a line.
import { expect, test } from "bun:test"
import { markdownCode, markdownTable, markdownText } from "../../ledger/index.ts"

const HOSTILE = [
  "a|b",
  "a\n| b |",
  "a\r\n\n# head",
  "a\\|b",
  "`a` | `b`",
  "<script>alert(1)</script>",
  "![x](http://127.0.0.1/x.png)",
  "**bold** _it_ ~~gone~~",
  "\u202ea\u001b[2K\u2028b",
  "&lt;b&gt;",
]

test.each([markdownText, markdownCode])("%p stays in its cell", (shown) => {
  for (const text of HOSTILE) {
    const [head, line, row, ...more] = markdownTable(["name", "calls"], [[shown(text), "1"]]).split("\n")
    expect([head, line, more]).toEqual(["| name | calls |", "| --- | --- |", []])
    expect(row?.replaceAll(/\\\\/g, "").match(/(?<!\\)\|/g)).toHaveLength(3)
    expect(row).not.toMatch(/<|[\p{Cc}\u202e\u2028]/u)
  }
})

test("text has no markup, and code one end", () => {
  expect(markdownText("![x](y) **b** `c` ~~d~~ <b> &lt;")).toBe(
    "!\\[x\\](y) \\*\\*b\\*\\* \\`c\\` \\~\\~d\\~\\~ &lt;b> &amp;lt;",
  )
  expect(markdownCode("a `b` <c>")).toBe("`a  b  ‹c>`")
})
