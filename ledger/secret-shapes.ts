// What secrets look like: the one table for what is kept out of rows (redact.ts) and out of what goes to models
// (secrets/).
import type { SecretShape } from "./secret-shape.ts"
import { serviceShapes } from "./service-shapes.ts"

/**
 * "Not after a letter" means the letter of an escape such as \n as little: in JSON it ends no word, and what follows it
 * begins one.
 */
function afterEscapes(pattern: RegExp): RegExp {
  const source = pattern.source
    .replaceAll(/\(\?<!(\[[^\]]+\]|\\[wd])\)/g, String.raw`(?<!(?:^|[^\\])$1)`)
    .replaceAll(/\\b(?=\(|sshpass)/g, String.raw`(?<!(?:^|[^\\])\w)`)
  return new RegExp(source, pattern.flags)
}

/** Those without `strict` are known to secretlint's rules (secrets/secretlint.ts), or never certain. */
const shapes: readonly SecretShape[] = [
  {
    kind: "model-key", // OpenRouter, Anthropic, OpenAI
    marks: ["sk-or-", "sk-ant-", "sk-proj-", "sk-svcacct-"],
    pattern: /sk-(?:or|ant|proj|svcacct)-[\w-]{8,}/,
    strict: /(?<![A-Za-z0-9])sk-(?:or|ant|proj|svcacct)-[\w-]{32,}/,
  },
  {
    kind: "model-key",
    marks: ["sk-"],
    pattern: /(?<![A-Za-z0-9])sk-[\w-]{16,}/, // sk-…, but not ta(sk-something-with-dashes)
    strict: /(?<![A-Za-z0-9-])sk-[A-Za-z0-9]{32,}(?![\w-])/,
  },
  { kind: "github", marks: ["gh"], pattern: /gh[pousr]_[A-Za-z0-9]{16,}/ },
  { kind: "github", marks: ["github_pat_"], pattern: /github_pat_\w{20,}/ },
  {
    kind: "gitlab",
    marks: ["gl"],
    pattern: /gl(?:pat|dt|rt|ptt|oas|soat|ft|imt|cbt|agent)-[\w-]{16,}/,
    strict: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|oas|soat|ft|imt|cbt|agent)-[\w-]{20,}/,
  },
  {
    kind: "aws-key-id",
    marks: ["AKIA", "ASIA", "ABIA", "ACCA"],
    pattern: /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}/,
  },
  { kind: "slack", marks: ["xox", "xapp-"], pattern: /xox[a-z]-[\w-]{10,}|xapp-[\w-]{10,}/ },
  { kind: "slack", marks: ["hooks.slack.com/services/"], pattern: /hooks\.slack\.com\/services\/[\w/]+/ },
  {
    kind: "discord",
    marks: ["/api/webhooks/"],
    pattern: /discord(?:app)?\.com\/api\/webhooks\/[\w/-]+/,
    strict: /discord(?:app)?\.com\/api\/webhooks\/\d{15,}\/[\w-]{60,}/,
  },
  { kind: "npm", marks: ["npm_"], pattern: /npm_[A-Za-z0-9]{20,}/ },
  {
    kind: "npm", // of any registry, in .npmrc
    marks: ["_authToken="],
    pattern: /(?<=_authToken=)[\w./+=-]{8,}/,
    strict: /(?<=_authToken=)[\w-]{20,}/,
  },
  { kind: "pypi", marks: ["pypi-"], pattern: /pypi-[\w-]{40,}/, strict: /(?<![\w-])pypi-AgE[\w-]{50,}/ },
  {
    kind: "google",
    marks: ["AIza"],
    pattern: /AIza[\w-]{30,}/,
    strict: /(?<![\w-])AIza[\w-]{35}(?![\w-])/,
  },
  {
    kind: "google-oauth",
    marks: ["ya29."],
    pattern: /ya29\.[\w.-]{20,}/,
    strict: /(?<![\w.-])ya29\.[\w-]{40,}/,
  },
  {
    kind: "stripe",
    marks: ["k_live_", "k_test_", "whsec_"],
    pattern: /[srp]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}/,
    strict: /(?<!\w)whsec_[A-Za-z0-9+/]{32,}={0,2}/,
  },
  {
    kind: "model-key", // Hugging Face, Groq, xAI, Perplexity
    marks: ["hf_", "gsk_", "xai-", "pplx-"],
    pattern: /hf_[A-Za-z0-9]{30,}|gsk_[A-Za-z0-9]{30,}|xai-[\w-]{30,}|pplx-[A-Za-z0-9]{30,}/,
    strict: /(?<![\w-])(?:hf_[A-Za-z0-9]{34}|(?:xai|pplx)-[A-Za-z0-9]{40,})(?![\w-])/,
  },
  {
    kind: "sendgrid",
    marks: ["SG."],
    pattern: /SG\.[\w-]{16,}\.[\w-]{16,}/,
    strict: /(?<![\w.-])SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/,
  },
  {
    kind: "cloud", // DigitalOcean, Databricks, Vault
    marks: ["_v1_", "dapi", "hvs.", "hvb."],
    pattern: /do[opr]_v1_[a-f0-9]{32,}|dapi[a-f0-9]{32}|hv[sb]\.[\w-]{20,}/,
    strict: /(?<!\w)do[opr]_v1_[a-f0-9]{64}(?!\w)/,
  },
  {
    kind: "age",
    marks: ["AGE-SECRET-KEY-1", "age-secret-key-1"],
    pattern: /AGE-SECRET-KEY-1[A-Z0-9]{20,}/i,
    strict: /AGE-SECRET-KEY-1[A-Z0-9]{58}/i,
  },
  { kind: "telegram", marks: ["bot", "BOT", "elegram", "ELEGRAM"], pattern: /(?<!\d)\d{8,10}:[\w-]{35}/ }, // of a bot
  {
    kind: "azure", // storage, service bus
    marks: ["Key="],
    pattern: /(?<=(?:Account|SharedAccess)Key=)[A-Za-z0-9+/]{43,86}={0,2}/,
    strict: /(?<=(?:Account|SharedAccess)Key=)(?:[A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{43}=)/,
  },
  {
    kind: "teams",
    marks: ["webhook.office.com/"],
    pattern: /webhook\.office\.com\/webhookb2\/[\w@/-]+/,
  },
  // What secretlint's rules mask; here for what is kept, in a text of any length.
  { kind: "shopify", marks: ["shp"], pattern: /shp(?:at|ca|pa|ss)_[A-Za-z0-9]{24,}/ },
  { kind: "grafana", marks: ["glc_", "glsa_"], pattern: /gl(?:c|sa)_[\w+/=]{20,}/ },
  { kind: "linear", marks: ["lin_api_"], pattern: /lin_api_[A-Za-z0-9]{30,}/ },
  { kind: "notion", marks: ["ntn_"], pattern: /ntn_[A-Za-z0-9]{30,}/ },
  { kind: "1password", marks: ["ops_ey"], pattern: /ops_ey[\w+/=-]{40,}/ },
  { kind: "vercel", marks: ["vc"], pattern: /(?<![A-Za-z0-9])vc[picark]_[A-Za-z0-9]{20,}/ },
  { kind: "docker", marks: ["dckr_pat_"], pattern: /dckr_pat_[\w-]{20,}/ },
  { kind: "figma", marks: ["figd_"], pattern: /figd_[\w-]{30,}/ },
  { kind: "cloudflare", marks: ["cf"], pattern: /(?<![A-Za-z0-9])cf(?:k|ut|at)_[\w-]{30,}/ },
  { kind: "tailscale", marks: ["tskey-"], pattern: /tskey-[\w-]{20,}/ },
  ...serviceShapes,
  { kind: "json-web-token", marks: ["eyJ"], pattern: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/ },
]

export const secretShapes: readonly SecretShape[] = shapes.map(({ pattern, strict, ...shape }) => ({
  ...shape,
  pattern: afterEscapes(pattern),
  ...(strict ? { strict: afterEscapes(strict) } : {}),
}))

// A value in shell, JSON, JSON inside a string, YAML or a query; in shell quoted and plain parts may follow each other.
const QUOTED = String.raw`(?:\\"(?:(?!\\")[^"])*(?:\\")?|"(?:[^"\\]|\\.)*"?|'[^']*'?)`
const PLAIN = String.raw`(?:\\.|[^\s"'\x60;|&\\])`
const AFTER_QUOTED = String.raw`[^\s"'\x60;|&\\,:}\])]`
// What is masked already stays as it is, and a part of := or => is no value.
// The quote at the end of a string that all of it stands in begins no further part.
const NEXT_QUOTED = String.raw`(?!\\*["']\s{0,3}(?:[,:}\])]|$))${QUOTED}`
const VALUE = String.raw`(?!\[redacted\]|[:=>])(?:${QUOTED}(?:${NEXT_QUOTED}|${AFTER_QUOTED})*|${PLAIN}(?:${NEXT_QUOTED}|${PLAIN})*)`
const SECRET_NAME = [
  "(?:api|access|secret|private|auth|account|signing|encryption)[_-]?key|[a-z0-9][_-]key|(?<![a-z])key(?==)",
  "secret|token(?!s|i)|credentials?|_auth",
  "passw(?:or)?d|passphrase|passwd|pwd(?==)|[_-]pass(?![a-z])|(?<![a-z])pass(?==)",
].join("|")

const NAME_MARKS = ["key", "secret", "token", "credential", "_auth", "pass", "pwd"]

interface NamedSecret {
  /** In lower case; where none of these stands, in whatever case, the pattern fits nothing. */
  marks: readonly string[]
  pattern: RegExp
}

/**
 * What says by its name or place, the first group, that a secret follows. Case does not matter. The lengths keep a
 * hostile text from costing time.
 */
const named: readonly NamedSecret[] = [
  {
    marks: ["authorization"], // Authorization: Bearer …, to the end of the line or of the quotes
    pattern: /((?:proxy-)?authorization\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)[^"'\r\n\\]+/,
  },
  { marks: ["cookie"], pattern: /((?:set-)?cookie:\s{0,3})[^"'\r\n\\]+/ }, // Cookie: session=…
  { marks: ["bearer"], pattern: /\b(bearer\s{1,3})[\w.~+/=-]{8,}/ }, // "Bearer …" anywhere
  { marks: ["://"], pattern: /(:\/\/)[^\s/@:"']{0,128}:[^\s"']{1,256}(?=@)/ }, // https://user:password@host
  { marks: ["://"], pattern: /(:\/\/)[^\s/@:"']{16,256}(?=@)/ }, // https://token@host
  // curl -u user:password
  { marks: ["-u"], pattern: /(\s(?:-u|--user)[\s=]{0,3})["']?[^\s:"']{1,128}:[^\s"']+/ },
  { marks: ["sshpass"], pattern: new RegExp(String.raw`(\bsshpass\s{1,3}-p\s{0,3})${VALUE}`) }, // sshpass -p …
  {
    marks: NAME_MARKS, // PASSWORD=…, "apiKey": "…", ?access_token=…
    pattern: new RegExp(String.raw`((?:${SECRET_NAME})[\w-]{0,32}\\?["']?\s{0,3}[:=]{1,3}>?\s{0,3})${VALUE}`),
  },
  {
    marks: NAME_MARKS, // --token …
    pattern: new RegExp(
      String.raw`((?<![\w-])--?[\w-]{0,32}(?:${SECRET_NAME})[\w-]{0,32}\s{1,3})(?!-)${VALUE}`,
    ),
  },
  // signed URLs
  { marks: ["sig", "code="], pattern: /([?&](?:sig|signature|x-amz-signature|code)=)[^\s&"']+/ },
]

export const namedSecrets: readonly NamedSecret[] = named.map(({ marks, pattern }) => ({
  marks,
  pattern: afterEscapes(pattern),
}))
