// Secrets of every kind that is masked, made anew each time, so that no scanner takes a file of ours for a leak.
import fc from "fast-check"

const WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
const BASE64 = `${WORD}+/`
const HEX = "0123456789abcdef"
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
