// A screen's text, colours and places in its picture.
import { expect, test } from "bun:test"
import { terminalPicture } from "../../scripts/terminal-picture.ts"

const red = (text: string) => `\u001b[38;2;255;0;16m${text}\u001b[0m`
const on = (text: string) => `\u001b[48;2;0;0;255m${text}\u001b[0m`
const picture = (text: string) => terminalPicture({ title: "a <screen>", text, columns: 20, rows: 3 })

test("letters stand in their cells, in their colour, bold where they are", async () => {
  const svg = await picture(`ab ${red("<c>")}\n  \u001b[1mbold\u001b[0m`)
  expect(svg).toContain(
    '<text x="0.00" y="13.5" textLength="16.86" lengthAdjust="spacingAndGlyphs" fill="#eeeeee">ab</text>',
  )
  expect(svg).toMatch(/<text x="25\.29" y="13\.5" [^>]*fill="#ff0010">&lt;c&gt;<\/text>/)
  expect(svg).toMatch(/<text x="16\.86" y="31\.5" [^>]*font-weight="bold">bold<\/text>/)
})

test("a background is drawn below its cells, blanks among them, and the default one only once", async () => {
  const svg = await picture(on("  x "))
  expect(svg).toContain('<rect x="0.00" y="0" width="33.72" height="18" fill="#0000ff"/>')
  expect(svg.match(/<rect/g)).toHaveLength(2)
})

test("it says what it is", async () => {
  expect(await picture("")).toContain("<title>a &lt;screen&gt;</title>")
})

test("inverse cells swap their colours", async () => {
  expect(await picture("\u001b[7mi\u001b[0m")).toMatch(/fill="#eeeeee"\/>\n<text [^>]*fill="#0a0a0a">i</)
})
