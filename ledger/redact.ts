// Takes keys, tokens and passwords out of a text before it is kept or shown; the one place that every sink uses.
// It knows shapes and names, so it can miss a secret that has neither.

const MASK = "[redacted]"

interface Secret {
  pattern: RegExp
  /** The first group, where there is one, is kept. */
  replacement: string
}

/** Tokens whose prefix gives them away, wherever they stand. */
const prefixed = [
  /sk-(?:or|ant|proj|svcacct)-[\w-]{8,}/, // OpenRouter, Anthropic, OpenAI
  /(?<![A-Za-z0-9])sk-[\w-]{16,}/, // sk-…, but not ta(sk-something-with-dashes)
  /gh[pousr]_[A-Za-z0-9]{16,}/, // GitHub ghp_…
  /github_pat_\w{20,}/, // GitHub, fine-grained
  /gl(?:pat|dt|rt|ptt)-[\w-]{16,}/, // GitLab glpat-…
  /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}/, // AWS key id
  /xox[a-z]-[\w-]{10,}|xapp-[\w-]{10,}/, // Slack xoxb-…
  /hooks\.slack\.com\/services\/[\w/]+/, // Slack incoming webhook
  /discord(?:app)?\.com\/api\/webhooks\/[\w/-]+/, // Discord webhook
  /npm_[A-Za-z0-9]{20,}/, // npm
  /pypi-[\w-]{40,}/, // PyPI
  /AIza[\w-]{30,}/, // Google API key
  /ya29\.[\w.-]{20,}/, // Google OAuth
  /[srp]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}/, // Stripe
  /hf_[A-Za-z0-9]{30,}|gsk_[A-Za-z0-9]{30,}|xai-[\w-]{30,}|pplx-[A-Za-z0-9]{30,}/, // Hugging Face, Groq, xAI, Perplexity
  /SG\.[\w-]{16,}\.[\w-]{16,}/, // SendGrid
  /do[opr]_v1_[a-f0-9]{32,}|dapi[a-f0-9]{32}|hv[sb]\.[\w-]{20,}/, // DigitalOcean, Databricks, Vault
  /AGE-SECRET-KEY-1[A-Z0-9]{20,}/i, // age
  /(?<!\d)\d{8,10}:[\w-]{35}/, // Telegram bot
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/, // JSON web token
]

/** A private key in PEM, also one that was cut off. */
const privateKey =
  /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$)/

// A value in shell, JSON, JSON inside a string, YAML or a query; in shell quoted and plain parts may follow each other.
const QUOTED = String.raw`(?:\\"(?:(?!\\")[^"])*(?:\\")?|"(?:[^"\\]|\\.)*"?|'[^']*'?)`
const PLAIN = String.raw`(?:\\.|[^\s"'\x60;|&\\])`
const AFTER_QUOTED = String.raw`[^\s"'\x60;|&\\,:}\])]`
// What is masked already stays as it is, and a part of := or => is no value.
const VALUE = String.raw`(?!\[redacted\]|[:=>])(?:${QUOTED}(?:${QUOTED}|${AFTER_QUOTED})*|${PLAIN}(?:${QUOTED}|${PLAIN})*)`
const SECRET_NAME = [
  "(?:api|access|secret|private|auth|account|signing|encryption)[_-]?key|[a-z0-9][_-]key|(?<![a-z])key(?==)",
  "secret|token(?!s|i)|credentials?|_auth",
  "passw(?:or)?d|passphrase|passwd|pwd(?==)|[_-]pass(?![a-z])|(?<![a-z])pass(?==)",
].join("|")

/** What says by its name or place that a secret follows. The lengths keep a hostile text from costing time. */
const named: [RegExp, string][] = [
  // Authorization: Bearer …, to the end of the line or of the quotes
  [/((?:proxy-)?authorization\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)[^"'\r\n\\]+/, `$1${MASK}`],
  [/((?:set-)?cookie:\s{0,3})[^"'\r\n\\]+/, `$1${MASK}`], // Cookie: session=…
  [/\b(bearer\s{1,3})[\w.~+/=-]{8,}/, `$1${MASK}`], // "Bearer …" anywhere
  [/(:\/\/)[^\s/@:"']{0,128}:[^\s"']{1,256}@/, `$1${MASK}@`], // https://user:password@host
  [/(:\/\/)[^\s/@:"']{16,256}@/, `$1${MASK}@`], // https://token@host
  [/(\s(?:-u|--user)[\s=]{0,3})["']?[^\s:"']{1,128}:[^\s"']+/, `$1${MASK}`], // curl -u user:password
  [new RegExp(String.raw`(\bsshpass\s{1,3}-p\s{0,3})${VALUE}`), `$1${MASK}`], // sshpass -p …
  // PASSWORD=…, "apiKey": "…", ?access_token=…
  [
    new RegExp(String.raw`((?:${SECRET_NAME})[\w-]{0,32}\\?["']?\s{0,3}[:=]{1,3}>?\s{0,3})${VALUE}`),
    `$1${MASK}`,
  ],
  // --token …
  [
    new RegExp(String.raw`((?<![\w-])--?[\w-]{0,32}(?:${SECRET_NAME})[\w-]{0,32}\s{1,3})(?!-)${VALUE}`),
    `$1${MASK}`,
  ],
  [/([?&](?:sig|signature|x-amz-signature|code)=)[^\s&"']+/, `$1${MASK}`], // signed URLs
]

const secrets: Secret[] = [
  { pattern: global(privateKey, ""), replacement: MASK },
  ...prefixed.map((pattern) => ({ pattern: global(pattern, pattern.flags), replacement: MASK })),
  ...named.map(([pattern, replacement]) => ({ pattern: global(pattern, "i"), replacement })),
]

function global(pattern: RegExp, flags: string): RegExp {
  return new RegExp(pattern.source, `g${flags}`)
}

/** `text` with each secret that is recognised as "[redacted]". */
export function redact(text: string): string {
  return secrets.reduce((safe, { pattern, replacement }) => safe.replace(pattern, replacement), text)
}
