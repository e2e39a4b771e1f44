// What is masked, what is only told, and what is ordinary text of a programmer's.
import { describe, expect, test } from "bun:test"
import { rules } from "@secretlint/secretlint-rule-preset-recommend"
import fc from "fast-check"
import { findSecrets } from "../../../ledger/secrets/find-secrets.ts"
import { leftOut, marksOf, nameOfRule } from "../../../ledger/secrets/secretlint.ts"
import { sampleSecrets } from "../../provider/outbound/sample-secrets.ts"

function certainIn(text: string) {
  return findSecrets(text).filter(({ certain }) => certain)
}

function without(text: string): string {
  return certainIn(text).reduceRight((left, { from, to }) => `${left.slice(0, from)}…${left.slice(to)}`, text)
}

describe("what is certainly a secret", () => {
  const names = sampleSecrets(0).map(({ name }, index) => [name, index] as const)

  test.each(names)("%s, wherever it stands", (_name, index) => {
    const around = fc.constantFrom(
      "",
      " ",
      "\n",
      '"',
      "'",
      "key=",
      "a line\n\t",
      "`",
      "(",
      "x ".repeat(2_000),
    )
    const after = fc.constantFrom("", " ", "\n", '"', "'", ")", ",", " y".repeat(2_000))
    fc.assert(
      fc.property(fc.nat(1_000_000), around, after, (seed, before, behind) => {
        const { text, secret, kind } = sampleSecrets(seed)[index] ?? { text: "", secret: "-", kind: "" }
        const whole = `${before}${text}${behind}`
        const found = certainIn(whole)
        expect(found.map((each) => each.kind)).toEqual([kind])
        expect(without(whole)).not.toContain(secret)
      }),
      { numRuns: 40 },
    )
  })

  test("several in one text are all found, and what stands between them stays", () => {
    const samples = sampleSecrets(7)
    const text = samples.map(({ text }, index) => `before ${index}\n${text}\nafter ${index}`).join("\n")
    const left = without(text)
    for (const { secret } of samples) expect(left).not.toContain(secret)
    for (const [index] of samples.entries()) {
      expect(left).toContain(`before ${index}\n`)
      expect(left).toContain(`\nafter ${index}`)
    }
  })

  test("a comment in the text does not switch the rules off", () => {
    const [sample] = sampleSecrets(3)
    expect(certainIn(`/* secretlint-disable */\n${sample?.text}\n// secretlint-disable-line`)).toHaveLength(1)
  })

  test("of an address only the password goes, and the host stays for who works on it", () => {
    const password = "v3rySpecial9"
    expect(without(`url: mysql://shop:${password}@db.shop.com/x`)).toBe("url: mysql://shop:…@db.shop.com/x")
    expect(without(`curl https://robot:${password}@git.shop.com/x.git`)).toBe(
      "curl https://robot:…@git.shop.com/x.git",
    )
  })

  test("a private key that a tool cut off goes as far as it is there", () => {
    const key = sampleSecrets(5).find(({ name }) => name === "a private key")?.text ?? ""
    const cut = `${key.slice(0, 220)}\n(truncated)`
    expect(without(cut)).toMatch(/^…[\w+/]{0,39}\n\(truncated\)$/)
  })
})

describe("what is ordinary text", () => {
  test.each([
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "GITHUB_TOKEN=ghp_your_token_here_your_token_here_1234",
    "sk-or-v1-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    'class="sk-loading-spinner-container-large sk-circle-fade-dot-animated-2"',
    "AKIAIOSFODNN7EXAMPLE and wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "postgres://postgres:postgres@localhost:5432/app",
    "postgres://app:d3vpassw0rd@localhost:5432/app",
    "postgres://app:d3vpassw0rd@db:5432/app",
    "DATABASE_URL: mysql://root:s3cretroot@127.0.0.1/test",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as people write it
    "postgres://app:${PASSWORD}@db.shop.com/app",
    "https://user:password@example.com/",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as people write it
    "//registry.npmjs.org/:_authToken=${NPM_TOKEN}",
    'if (text.includes("-----BEGIN PRIVATE KEY-----")) return parse(text, "-----END PRIVATE KEY-----")',
    `const BEGIN = "-----BEGIN PRIVATE KEY-----"\n${"const hash = compute(value)\n".repeat(20)}`,
    "sha512-XYZabc0123/+XYZabc0123/+XYZabc0123/+XYZabc0123/+XYZabc0123/+XYZabc0123/+XYZabc01==",
    "git commit a2f0598c1e7c4d3b9a8f7e6d5c4b3a2918070605",
    "const token = await readToken(request.headers)",
    "max_tokens: 4096, tokenizer: cl100k_base, apiKey: process.env.API_KEY",
    "SG.configuration.sendGridMailer2",
    "npm_config_cache npm_lifecycle_event npm_package_version",
    "glpat-is-the-prefix-of-tokens",
    "[ralex-masked:github:3f2a9c1d]",
  ])("%s", (text) => {
    expect(findSecrets(text)).toEqual([])
  })

  test("what is masked already is not found again", () => {
    for (const { text } of sampleSecrets(11))
      expect(certainIn(without(text).replaceAll("…", "[ralex-masked:github:3f2a9c1d]"))).toEqual([])
  })
})

describe("what may be a secret", () => {
  const value = "q8Zr4kT1vB7nW2xM9pLd"
  test.each([
    `API_KEY=${value}`,
    `{"password": "${value}"}`,
    `client_secret: ${value}`,
    `curl -H "Authorization: Bearer ${value}"`,
    `deploy --auth-token ${value}`,
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0NDE3IiwibmFtZSI6IkJvYiJ9.Qw7Zr4kT1vB7nW2xM9pLd",
    "aws_access_key_id = AKIAQ3ZR4KT1VB7NW2XM",
  ])("is told and not masked: %s", (text) => {
    expect(findSecrets(text).map(({ certain }) => certain)).toEqual([false])
  })
})

test("each rule of the preset is used, or left out for a reason", () => {
  expect(rules.map(nameOfRule).toSorted()).toEqual([...Object.keys(marksOf), ...leftOut].toSorted())
})

test("findings are in order, and none overlaps another", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      ...sampleSecrets(1).map(({ text }) => text),
      " ",
      "\n",
      '"',
      "password=",
      "://",
      "@",
      "sk-",
    ),
    fc.string({ maxLength: 8 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join("")
      const found = findSecrets(text)
      for (const [index, { from, to }] of found.entries()) {
        expect(from).toBeLessThan(to)
        expect(to).toBeLessThanOrEqual(found[index + 1]?.from ?? text.length)
      }
    }),
  )
})

test.each([
  "npm_",
  "sk-",
  "ghp_",
  "://",
  "://a:",
  "postgres://a:b",
  "PRIVATE KEY",
  "-----BEGIN PRIVATE KEY-----",
  "eyJ",
  "eyJ-",
  "token=",
  'password: "',
  "_authToken=",
  "AWS_SECRET_ACCESS_KEY=  ",
  "hooks.slack.com/services/",
  "a1B2c3D4e5F6g7H8",
  "xoxb-a-",
  "-----BEGIN PRIVATE KEY-----MIIE",
  "SECRET_ACCESS_KEY \t",
  "ops_ey",
  "AIza",
  "bot12345678:",
  '\\"',
  "hf_a",
])("a hostile text of many %j ends", (piece) => {
  const text = piece.repeat(Math.ceil(200_000 / piece.length))
  expect(findSecrets(text).length).toBeGreaterThanOrEqual(0)
})
