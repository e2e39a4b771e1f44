// Secrets of every known shape go; ordinary text stays.
import { expect, test } from "bun:test"
import fc from "fast-check"
import { redact } from "../../ledger/index.ts"

const alphabets = {
  word: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
  hex: "0123456789abcdef",
  base64: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/",
}

function body(alphabet: keyof typeof alphabets, least: number, most = least) {
  return fc.string({
    unit: fc.constantFrom(...alphabets[alphabet]),
    minLength: least,
    maxLength: most,
  })
}

type Kind = [name: string, body: fc.Arbitrary<string>, text: (body: string) => string]

// Put together here, so that no scanner takes this file for a leak.
const kinds: Kind[] = [
  ["an OpenRouter key", body("hex", 64), (it) => `sk-or-v1-${it}`],
  ["an OpenAI key", body("word", 48), (it) => `sk-${it}`],
  ["an OpenAI project key", body("word", 60, 120), (it) => `sk-proj-${it}`],
  ["an Anthropic key", body("word", 90), (it) => `sk-ant-api03-${it}`],
  ["a GitHub token", body("word", 36), (it) => `ghp_${it}`],
  ["a GitHub server token", body("word", 36), (it) => `ghs_${it}`],
  ["a fine-grained GitHub token", body("word", 82), (it) => `github_pat_${it}`],
  ["a GitLab token", body("word", 20), (it) => `glpat-${it}`],
  ["an AWS key id", body("upper", 16), (it) => `AKIA${it}`],
  ["a Slack token", body("word", 24), (it) => `xoxb-1234567890-${it}`],
  ["a Slack webhook", body("word", 24), (it) => `https://hooks.slack.com/services/T0000/B0000/${it}`],
  ["an npm token", body("word", 36), (it) => `npm_${it}`],
  ["a Google key", body("word", 35), (it) => `AIza${it}`],
  ["a Stripe key", body("word", 24), (it) => `sk_live_${it}`],
  ["a Hugging Face token", body("word", 34), (it) => `hf_${it}`],
  ["a Groq key", body("word", 52), (it) => `gsk_${it}`],
  ["a JSON web token", body("word", 43), (it) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${it}`],
  ["a bearer header", body("word", 20, 60), (it) => `Authorization: Bearer ${it}`],
  [
    "a quoted header",
    body("base64", 20, 60),
    (it) => `curl -H "authorization: token ${it}" https://example.com`,
  ],
  ["a basic header", body("base64", 20), (it) => `-H 'Authorization: Basic ${it}='`],
  ["a bearer token alone", body("word", 12, 60), (it) => `with bearer ${it} it works`],
  ["a cookie", body("word", 12, 60), (it) => `Cookie: session=${it}; theme=dark`],
  ["a header of its own name", body("word", 12, 60), (it) => `x-api-key: ${it}`],
  ["a password in a URL", body("base64", 8, 40), (it) => `postgres://bob:${it}@db.example.com:5432/shop`],
  ["a user's token in a URL", body("word", 20, 40), (it) => `git clone https://${it}@git.example.com/a/b`],
  ["curl's user", body("word", 8, 40), (it) => `curl -u bob:${it} https://example.com`],
  [
    "a PEM key",
    body("base64", 64, 300),
    (it) => `-----BEGIN RSA PRIVATE KEY-----\n${it}\n-----END RSA PRIVATE KEY-----`,
  ],
  ["a PEM key that is cut off", body("base64", 64, 300), (it) => `-----BEGIN PRIVATE KEY-----\\n${it}`],
  ["an exported key", body("word", 8, 60), (it) => `export MY_SERVICE_API_KEY=${it}`],
  ["an assigned KEY", body("word", 8, 60), (it) => `KEY=${it} ./run`],
  ["an AWS secret", body("base64", 40), (it) => `aws_secret_access_key = ${it}`],
  ["a password", body("word", 6, 60), (it) => `password=${it}`],
  ["a quoted password", body("word", 6, 60), (it) => `DB_PASSWORD='my ${it} phrase'`],
  ["a password in JSON", body("word", 6, 60), (it) => `{"user":"bob","password":"a ${it}","port":5432}`],
  ["a password in JSON in a string", body("word", 6, 60), (it) => String.raw`"{\"passwd\":\"a ${it}\"}"`],
  ["a password in YAML", body("word", 6, 60), (it) => `db:\n  password: ${it}\n`],
  ["a password as a flag", body("word", 6, 60), (it) => `mysql --password ${it} -e 'select 1'`],
  ["a token as a flag", body("word", 6, 60), (it) => `deploy --auth-token="${it}" now`],
  ["a token in a query", body("word", 8, 60), (it) => `https://example.com/x?access_token=${it}&page=2`],
  ["a signature in a query", body("hex", 64), (it) => `https://example.com/x?X-Amz-Signature=${it}`],
  ["npm's configuration", body("word", 8, 60), (it) => `//registry.example.com/:_authToken=${it}`],
  ["a password after escaped blanks", body("word", 6, 60), (it) => String.raw`PGPASSWORD=a\ ${it} psql`],
  ["a password in pieces of quotes", body("word", 6, 60), (it) => `PASSWORD='a'"b"${it} run`],
]

const around = fc.constantFrom("", " ", "\n", "echo hi; ", "# ")

test.each(kinds)("%s is taken out, whatever it is and wherever it stands", (_name, secrets, text) => {
  fc.assert(
    fc.property(secrets, around, around, (secret, before, after) => {
      const safe = redact(`${before}${text(secret)}${after}`)
      expect(safe).toContain("[redacted]")
      expect(safe).not.toContain(secret)
      expect(redact(safe)).toBe(safe)
    }),
  )
})

test.each([
  ["curl -s -H 'Authorization: Bearer x1' https://a.b", "curl -s -H 'Authorization: [redacted]' https://a.b"],
  ["API_KEY=abc npm start", "API_KEY=[redacted] npm start"],
  ['{"password":"a b","port":1}', '{"password":[redacted],"port":1}'],
  ["https://bob:pw@host/path", "https://[redacted]@host/path"],
])("what stands around a secret stays: %s", (text, safe) => {
  expect(redact(text)).toBe(safe)
})

test.each([
  "rm -rf ~/projects/keyboard",
  "git commit -m 'fix token handling in the tokenizer'",
  "curl https://example.com:8080/task-management-system-of-the-year",
  "bun test test/ledger --max-tokens 4096",
  "max_tokens: 4096, monkey=banana",
  "ls keys/ tokens/ secrets/",
  "git push --force origin main",
  "cat ~/.ssh/id_ed25519.pub",
  "sort --key 2 file | grep 'password'",
  "npm_config_cache=/tmp/x npm ci",
])("ordinary text stays as it is: %s", (text) => {
  expect(redact(text)).toBe(text)
})

test("a token that its prefix gives away is taken out of any text", () => {
  const pieces = fc.array(
    fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom(
        "password",
        "=",
        ": ",
        '"',
        "'",
        "\\",
        "--token ",
        "://",
        "@",
        "[redacted]",
        "Bearer ",
        ",",
        "\n",
      ),
    ),
    { maxLength: 12 },
  )
  const prefixes = fc.constantFrom(
    "sk-or-v1-",
    "sk-ant-api03-",
    "ghp_",
    "github_pat_",
    "glpat-",
    "npm_",
    "AIza",
    "hf_",
  )
  fc.assert(
    fc.property(pieces, prefixes, body("word", 40), pieces, (before, prefix, secret, after) => {
      return !redact([...before, prefix, secret, " ", ...after].join("")).includes(secret)
    }),
    { numRuns: 5_000 },
  )
})

test.each([
  "a://a:",
  "eyJ-",
  "key",
  "-----BEGIN PRIVATE KEY-----",
  '\\"',
  'password="',
  "--",
  "token='",
  "sk-",
  "Bearer ",
])("a hostile text of many %j ends", (piece) => {
  const text = piece.repeat(Math.ceil(64_000 / piece.length))
  expect(redact(text).length).toBeGreaterThan(0)
})
