// Secrets of every kind that is masked, made anew each time, so that no scanner takes a file of ours for a leak.
import fc from "fast-check"

const WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
const BASE64 = `${WORD}+/`
const HEX = "0123456789abcdef"
const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/** Of a fixed seed, so that a test fails each time or never. */
function made(seed: number, length: number, alphabet = WORD): string {
  const characters = fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length })
  const text = fc.sample(characters, { seed, numRuns: 1 }).flat().join("")
  return text
}

/** @returns each with the kind it is masked under, and how it may stand in a text. */
export function sampleSecrets(seed: number): { name: string; kind: string; secret: string; text: string }[] {
  const word = (length: number) => made(seed + length, length)
  const hex = (length: number) => made(seed + length, length, HEX)
  const digits = (length: number) => made(seed + length, length, "0123456789")
  const bare = (name: string, kind: string, secret: string) => ({ name, kind, secret, text: secret })
  return [
    bare("OpenRouter", "model-key", `sk-or-v1-${hex(64)}`),
    bare("OpenAI, old", "model-key", `sk-${word(48)}`),
    bare("OpenAI, project", "openai", `sk-proj-${word(74)}T3BlbkFJ${word(74)}`),
    bare("Anthropic", "anthropic", `sk-ant-api03-${word(93)}AA`),
    bare("Groq", "groq", `gsk_${word(52)}`),
    bare("xAI", "model-key", `xai-${word(80)}`),
    bare("Hugging Face", "model-key", `hf_${word(33)}7`),
    bare("GitHub", "github", `ghp_${word(36)}`),
    bare("GitHub, fine-grained", "github", `github_pat_${word(82)}`),
    bare("GitLab", "gitlab", `glpat-${word(20)}`),
    bare("Slack", "slack", `xoxb-${made(seed, 12, "0123456789")}-${word(24)}`),
    bare("npm", "npm", `npm_${word(36)}`),
    bare("PyPI", "pypi", `pypi-AgEIcHlwaS5vcmc${word(70)}`),
    bare("Google", "google", `AIza${word(35)}`),
    bare("Stripe", "stripe", `sk_live_${word(24)}`),
    bare("SendGrid", "sendgrid", `SG.${word(22)}.${word(43)}`),
    bare("DigitalOcean", "cloud", `dop_v1_${hex(64)}`),
    bare("Databricks", "databricks", `dapi${hex(32)}`),
    bare("Vault", "hashicorp-vault", `hvs.${word(95)}`),
    bare("Docker", "docker", `dckr_pat_${word(27)}`),
    bare("Figma", "figma", `figd_${word(40)}`),
    bare("age", "age", `AGE-SECRET-KEY-1${made(seed, 58, UPPER)}`),
    {
      name: "AWS",
      kind: "aws",
      secret: made(seed, 40, WORD),
      text: `AWS_SECRET_ACCESS_KEY="${made(seed, 40, WORD)}"`,
    },
    {
      name: "a database's password",
      kind: "database-connection-string",
      secret: word(14),
      text: `DATABASE_URL=postgres://shop:${word(14)}@db.shop.com:5432/shop`,
    },
    {
      name: "npm's configuration",
      kind: "npm",
      secret: word(30),
      text: `{"npmrc":"//registry.npmjs.org/:_authToken=${word(30)}","port":1}`,
    },
    bare("Azure, Entra", "azure", `${word(3)}8Q~${word(34)}`),
    bare("Google OAuth", "google-oauth", `GOCSPX-${word(28)}`),
    bare("Twilio", "twilio", `SK${hex(32)}`),
    bare("Mailgun", "mailgun", `key-${hex(32)}`),
    bare("Mailchimp", "mailchimp", `${hex(32)}-us21`),
    bare("Brevo", "brevo", `xkeysib-${hex(64)}-${word(16)}`),
    bare("Telegram", "telegram", `${digits(10)}:AA${word(33)}`),
    bare("Discord", "discord", `MTI${word(23)}.${word(6)}.${word(38)}`),
    bare("Shopify", "shopify", `shpat_${hex(32)}`),
    bare("Heroku", "heroku", `HRKU-AA${word(58)}`),
    bare("Cloudflare", "cloudflare", `cfut_${word(40)}${hex(8)}`),
    bare("New Relic", "new-relic", `NRAK-${made(seed, 27, UPPER)}`),
    bare("Sentry", "sentry", `sntryu_${hex(64)}`),
    bare("Linear", "linear", `lin_api_${word(40)}`),
    bare("Notion", "notion", `ntn_${digits(11)}${word(35)}`),
    bare("Airtable", "airtable", `pat${word(14)}.${hex(64)}`),
    bare("Doppler", "doppler", `dp.pt.${word(43)}`),
    bare("Replicate", "replicate", `r8_${word(37)}`),
    bare("Fly", "fly", `fm2_${word(120)}`),
    bare("Vercel", "vercel", `vcp_${word(56)}`),
    bare("Supabase", "supabase", `sbp_${hex(40)}`),
    bare("PlanetScale", "planetscale", `pscale_tkn_${word(43)}`),
    bare("Grafana", "grafana", `glsa_${word(32)}_${hex(8)}`),
    bare("Tailscale", "tailscale", `tskey-auth-k${word(12)}CNTRL-${word(32)}`),
    bare("Postman", "postman", `PMAK-${hex(24)}-${hex(34)}`),
    bare("Square", "square", `sq0atp-${word(22)}`),
    bare("Atlassian", "atlassian", `ATATT3${word(180)}`),
    bare("Terraform", "terraform", `${word(14)}.atlasv1.${word(67)}`),
    bare("Netlify", "netlify", `nfp_${word(36)}`),
    bare("RubyGems", "rubygems", `rubygems_${hex(48)}`),
    bare("crates.io", "crates", `cio${word(32)}`),
    bare("NuGet", "nuget", `oy2${made(seed, 43, LOWER)}`),
    bare("Pulumi", "pulumi", `pul-${hex(40)}`),
    bare("CircleCI", "circleci", `CCIPAT_${word(22)}_${hex(40)}`),
    bare("Buildkite", "buildkite", `bkua_${word(40)}`),
    bare("SonarQube", "sonar", `squ_${hex(40)}`),
    bare("LangSmith", "langsmith", `lsv2_pt_${hex(32)}_${hex(10)}`),
    bare("Contentful", "contentful", `CFPAT-${word(43)}`),
    {
      name: "Azure, storage",
      kind: "azure",
      secret: made(seed + 86, 86, BASE64),
      text: `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${made(seed + 86, 86, BASE64)}==;EndpointSuffix=core.windows.net`,
    },
    { name: "a private key", kind: "private-key", ...privateKey(seed) },
    { name: "a private key, numbered by a tool", kind: "private-key", ...numbered(privateKey(seed)) },
    { name: "a private key in JSON", kind: "private-key", ...inJson(privateKey(seed)) },
  ]
}

function privateKey(seed: number): { secret: string; text: string } {
  const lines = [64, 64, 64, 63].map((length, nth) => made(seed + nth, length, BASE64))
  const text = ["-----BEGIN RSA PRIVATE KEY-----", ...lines, "-----END RSA PRIVATE KEY-----"].join("\n")
  return { secret: lines[1] ?? "", text }
}

function numbered({ secret, text }: { secret: string; text: string }) {
  const lines = text.split("\n").map((line, index) => `${String(index + 1).padStart(5, "0")}| ${line}`)
  return { secret, text: lines.join("\n") }
}

function inJson({ secret, text }: { secret: string; text: string }) {
  return { secret, text: JSON.stringify({ private_key: text }) }
}

/** Secrets that only their name or place tells: they are kept out of all that is kept or shown, and not masked for models. */
export function namedSamples(seed: number): { name: string; secret: string; text: string }[] {
  const word = (length: number) => made(seed + length, length)
  const hex = (length: number) => made(seed + length, length, HEX)
  const named = (name: string, secret: string, text: (secret: string) => string) => ({
    name,
    secret,
    text: text(secret),
  })
  return [
    named("Datadog", hex(32), (it) => `DD_API_KEY=${it}`),
    named("Heroku, old", word(36), (it) => `heroku_api_key: "${it}"`),
    named("Cloudflare, old", word(40), (it) => `CLOUDFLARE_API_TOKEN=${it}`),
    named("Algolia", hex(33), (it) => `algolia_admin_key: "${it}"`),
    named("a bearer token", word(42), (it) => `Authorization: Bearer ${it}`),
    named("basic credentials", word(28), (it) => `curl -H "authorization: Basic ${it}" https://shop.com`),
    named("a user in an address", word(19), (it) => `git clone https://bob:${it}@git.shop.com/a.git`),
    named("a Redis address", word(21), (it) => `redis://default:${it}@cache.shop.com:6379`),
    named("a cookie", word(31), (it) => `Cookie: session=${it}`),
    named("a password", word(13), (it) => `{"user":"bob","password":"${it}"}`),
    named("a JSON web token", word(43), (it) => `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0NDE3In0.${it}`),
    named("an AWS key's id", `AKIA${made(seed, 16, UPPER)}`, (it) => `aws_access_key_id = ${it}`),
    named("a Slack webhook", word(24), (it) => `https://hooks.slack.com/services/T0123/B0123/${it}`),
    named("a Discord webhook", word(68), (it) => `https://discord.com/api/webhooks/1234567890123456/${it}`),
    named("a signed address", hex(64), (it) => `https://shop.s3.amazonaws.com/x?X-Amz-Signature=${it}`),
  ]
}
