// The rules of secretlint's recommended preset, one by one and over texts rather than files. Its own engine is passed by:
// it lets a comment in the text (secretlint-disable) switch the rules off, and what we read is written by anyone.
import { rules } from "@secretlint/secretlint-rule-preset-recommend"
import type { SecretLintRuleContext, SecretLintRuleCreator, SecretLintSourceCode } from "@secretlint/types"
import { nearMarks, type Stretch } from "./near-marks.ts"

export interface Detector {
  kind: string
  find: (text: string) => Stretch[]
}

interface RuleMarks {
  marks: readonly string[]
  /** The most characters that a secret of the rule goes on after its mark. */
  reach?: number
}

const REACH = 2_000

/** By the rule's name. A rule of the preset that stands neither here nor in `leftOut` fails a test. */
export const marksOf: Record<string, RuleMarks> = {
  aws: { marks: ["ACCESS", "access", "Access"] },
  npm: { marks: ["npm_", "x-oauth-basic"] },
  basicauth: { marks: ["://"] },
  slack: { marks: ["xox", "xapp-", "hooks.slack.com"] },
  shopify: { marks: ["shppa_", "shpca_", "shpat_", "shpss_"] },
  stripe: { marks: ["k_live_", "k_test_"] },
  github: { marks: ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"], reach: 12_500 },
  gitlab: { marks: ["glpat-"] },
  grafana: { marks: ["glc_", "glsa_"] },
  openai: { marks: ["sk-"] },
  anthropic: { marks: ["sk-ant-"] },
  groq: { marks: ["gsk_"] },
  huggingface: { marks: ["hf_"] },
  linear: { marks: ["lin_api_"] },
  notion: { marks: ["ntn_"] },
  "1password": { marks: ["ops_ey"] },
  "database-connection-string": { marks: ["mongodb", "mysql", "postgres"] },
  "hashicorp-vault": { marks: ["hvs.", "hvb.", "hvr."] },
  vercel: { marks: ["vcp_", "vci_", "vca_", "vcr_", "vck_"] },
  databricks: { marks: ["dapi"] },
  docker: { marks: ["dckr_pat_"] },
  figma: { marks: ["figd_"] },
  cloudflare: { marks: ["cfk_", "cfut_", "cfat_"] },
  tailscale: { marks: ["tskey-"] },
}

/** Rules that are not used, each with its reason. */
export const leftOut = [
  "filter-comments", // the switch in the text
  "gcp", // takes the whole of a JSON document; its key is found by find-private-keys.ts
  "sendgrid", // fits any SG.name.name of a program; secret-shapes.ts has a strict one
  "privatekey", // wants the lines of a key bare, and tools number them; find-private-keys.ts does not
]

export const nameOfRule = (rule: SecretLintRuleCreator): string =>
  rule.meta.id.replace("@secretlint/secretlint-rule-", "")

export const secretlintDetectors: Detector[] = rules.flatMap((rule) => {
  const kind = nameOfRule(rule)
  const known = marksOf[kind]
  return known ? [detectorOf(rule, kind, known)] : []
})

function detectorOf(
  rule: SecretLintRuleCreator,
  kind: string,
  { marks, reach = REACH }: RuleMarks,
): Detector {
  let content = ""
  let found: Stretch[] = []
  const context: Pick<SecretLintRuleContext, "createTranslator" | "report" | "ignore"> = {
    createTranslator: () => (id, data) => ({ message: "", messageId: String(id), data }),
    report: ({ range: [from, to], message: { data = {} } }) =>
      void found.push(exactly(content, Object.values(data), { from, to })),
    ignore: () => {},
  }
  const scan = rule.create(context as SecretLintRuleContext, {})
  return {
    kind,
    find: (text) =>
      nearMarks(text, marks, reach).flatMap(({ from, to }) => {
        found = []
        content = text.slice(from, to)
        scan.file?.(sourceOf(content)) // each of the rules in use is done when it returns
        return found.map((range) => ({ from: range.from + from, to: range.to + from }))
      }),
  }
}

/** What stands before a secret and belongs to its rule, such as its name. */
const LEAD = 100

/**
 * Where a rule reports what it matched of a longer match, its range begins at the longer one, and so ends too early
 * (13.0.7: aws); its message's data has the very secret.
 */
function exactly(content: string, data: readonly unknown[], { from, to }: Stretch): Stretch {
  const near = content.slice(from, to + LEAD)
  const secret = data.find((value) => typeof value === "string" && value.length === to - from)
  const at = typeof secret === "string" ? near.indexOf(secret) : -1
  return at < 0 ? { from, to } : { from: from + at, to: to + at }
}

function sourceOf(content: string): SecretLintSourceCode {
  const source = { content, filePath: undefined, physicalFilePath: undefined, contentType: "text", ext: "" }
  return source as unknown as SecretLintSourceCode
}
