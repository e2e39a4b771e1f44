// Every sentence with which Ralex says that something is wrong, out of its sources: the texts of its errors, refusals and
// doctor's findings, with … for what is filled in.
import { join } from "node:path"
import { Glob } from "bun"
import ts from "typescript"

/** What makes an error, or a refusal, of a sentence. */
const MAKERS = new Set(["RalexError", "UsageError", "refusal", "bareRefusal"])
const ROOMS = "{cli,config,dashboard,ledger,plugin,provider,rules}/**/*.ts"

export interface Said {
  sentence: string
  /** The file that says it. */
  file: string
}

/** @param root The repository. */
export function saidSentences(root: string): Said[] {
  const files = [...new Glob(ROOMS).scanSync(root)].sort()
  return files.flatMap((file) => sentencesIn(join(root, file)).map((sentence) => ({ sentence, file })))
}

function sentencesIn(path: string): string[] {
  const text = ts.sys.readFile(path) ?? ""
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node) => {
    const said = saidBy(node)
    if (said) found.push(...textsOf(said))
    node.forEachChild(visit)
  }
  visit(source)
  return [...new Set(found)]
}

function saidBy(node: ts.Node): ts.Expression | undefined {
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && MAKERS.has(node.expression.getText()))
    return node.arguments?.[0]
  // A finding of doctor's that is none of "ok".
  if (ts.isPropertyAssignment(node) && node.name.getText() === "message" && isBad(node.parent))
    return node.initializer
  return undefined
}

function isBad(finding: ts.Node): boolean {
  return /level:\s*"(warn|fail)"/.test(finding.getText())
}

/** The sentences an expression may be, through constants and functions of the same file; none where it comes from elsewhere. */
function textsOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join("")]
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)]
  if (ts.isParenthesizedExpression(node)) return textsOf(node.expression)
  if (ts.isIdentifier(node)) return declaredAs(node)
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) return declaredAs(node.expression)
  // CONSTANT.replace("NAME", name)
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return textsOf(node.expression.expression)
  return []
}

function declaredAs(name: ts.Identifier): string[] {
  return name.getSourceFile().statements.flatMap((statement) => {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name.text)
      return returnedBy(statement).flatMap(textsOf)
    if (!ts.isVariableStatement(statement)) return []
    return statement.declarationList.declarations.flatMap(({ name: declared, initializer }) =>
      declared.getText() === name.text && initializer && !ts.isIdentifier(initializer)
        ? textsOf(initializer)
        : [],
    )
  })
}

function returnedBy(declared: ts.FunctionDeclaration): ts.Expression[] {
  const returned: ts.Expression[] = []
  const visit = (node: ts.Node) => {
    if (ts.isReturnStatement(node) && node.expression) returned.push(node.expression)
    node.forEachChild(visit)
  }
  declared.body?.forEachChild(visit)
  return returned
}
