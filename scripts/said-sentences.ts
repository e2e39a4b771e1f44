// Every sentence with which Ralex says that something is wrong, out of its sources: the texts of its errors, refusals,
// notices and doctor's findings, with … for what is filled in. A text counts by its shape and its words, wherever it stands,
// so that a sentence which a helper builds is not missed.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Glob } from "bun"
import ts from "typescript"

export interface Said {
  sentence: string
  /** The file that says it. */
  file: string
}

const ROOMS = "{cli,config,dashboard,ledger,plugin,provider,rules}/**/*.{ts,tsx,mjs}"

/** What holds no sentence about trouble for a person: words for models, SQL, tables of words, names of metrics, what is not loaded. */
const PASSED_BY =
  /^plugin\/(?:workflows|v2)\/|^ledger\/metrics\/|\/(?:templates|migrations|classify|programs)\/|ask-class|with-go-on|\.d\.ts$/

/** What makes an error, or a refusal, of its first argument, whatever that says. */
const MAKERS = new Set(["RalexError", "UsageError", "refusal", "bareRefusal", "fail"])

/** Describes an option or a key, or says what to do beside a sentence that is counted by itself. */
const DESCRIBING = new Set(["description", "valueHint", "fix"])

/** @param root The repository. */
export function saidSentences(root: string): Said[] {
  const files = [...new Glob(ROOMS).scanSync(root)].filter((file) => !PASSED_BY.test(file)).sort()
  const said = files.flatMap((file) => sentencesIn(join(root, file)).map((sentence) => ({ sentence, file })))
  return said.filter(
    ({ sentence }, index) => said.findIndex((other) => other.sentence === sentence) === index,
  )
}

function sentencesIn(path: string): string[] {
  const text = readFileSync(path, "utf8")
  if (!ENDS_ANY.test(text)) return []
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const isDoctor = /\/cli\/doctor\/check-/.test(path)
  const visit = (node: ts.Node): void => {
    if (isNoTrouble(node)) return
    const whole = textOf(node)
    if (whole === undefined) {
      node.forEachChild(visit)
      return
    }
    const sentence = whole.replace(/\s+/g, " ").trim()
    if (isMade(node) || isTrouble(sentence, isDoctor || isThrown(node))) found.push(sentence)
    filledInto(node).forEach(visit)
  }
  visit(source)
  return found
}

/** A literal, or literals and values that are put together by `+`. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join("")
  if (!isSum(node)) return undefined
  const [left, right] = [textOf(node.left), textOf(node.right)]
  return left === undefined && right === undefined ? undefined : `${left ?? "…"}${right ?? "…"}`
}

function isSum(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken
}

/** Values within a text may hold sentences of their own. */
function filledInto(node: ts.Node): ts.Node[] {
  if (ts.isTemplateExpression(node)) return node.templateSpans.map(({ expression }) => expression)
  if (isSum(node))
    return [node.left, node.right].flatMap((side) => (textOf(side) ? filledInto(side) : [side]))
  return []
}

function isNoTrouble(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true
  if (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node))
    return DESCRIBING.has(node.name.getText())
  if (ts.isObjectLiteralExpression(node)) return isFine(node)
  return ts.isCallExpression(node) && /\.describe$/.test(node.expression.getText())
}

/** A finding of doctor's that is "ok". */
function isFine(finding: ts.ObjectLiteralExpression): boolean {
  return finding.properties.some((property) => /^level:\s*"ok"$/.test(property.getText()))
}

function isMade(node: ts.Node): boolean {
  const { parent } = node
  return (
    (ts.isNewExpression(parent) || ts.isCallExpression(parent)) &&
    MAKERS.has(parent.expression.getText()) &&
    parent.arguments?.[0] === node
  )
}

function isThrown({ parent }: ts.Node): boolean {
  return ts.isNewExpression(parent) && /Error$|Unreachable$/.test(parent.expression.getText())
}

/** A file without a text that ends like a sentence need not be parsed. */
const ENDS_ANY = /[.…:?](?:\\n|\s)*["'`]|}(?:\\n)?`/

const WORDS = 4
const SENTENCE = /^(?:[A-Z`]|…|--|ralex |budgets |\/…|"|disabled_)[\s\S]*[.…:?]$/
const NO_SENTENCE = /^(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|PRAGMA|ON CONFLICT|DROP|SET|LOCK)\b|^<|\$\d/
const WRONG =
  /^Ralex:|\b(?:not|no|none|nobody|never|nothing|without|must|missing|damaged|refus\w+|wrong|fail\w*|broke\w*|den(?:y|ied)|block(?:ed|s)|ignor\w+|reached|used up|unknown|already|too (?:long|many|much|deep\w*)|mend|newer|empty|unguarded|warning|twice|rejected|dearer|only|instead|again|others|set aside|differ|changed|ends?|left out|masked|secret|over|error|another program)\b/i

/** @param isSurely Where it stands says that something is wrong, whatever its words. */
function isTrouble(text: string, isSurely: boolean): boolean {
  if (text.split(" ").length < WORDS || !SENTENCE.test(text) || NO_SENTENCE.test(text)) return false
  return isSurely || WRONG.test(text)
}
