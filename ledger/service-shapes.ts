// Tokens of services whose shape fits hardly anything else: they are masked as well as redacted.
import type { SecretShape } from "./secret-shape.ts"

type Row = [kind: string, marks: string[], pattern: RegExp]

/** Each has nothing of a word around it. */
const rows: Row[] = [
  ["azure", ["Q~"], /[\w~.]{3}\dQ~[\w~.-]{31,34}/], // a client secret of Entra
  ["azure", ["AZDO"], /[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}/], // DevOps
  ["google-oauth", ["GOCSPX-"], /GOCSPX-[\w-]{28}/],
  ["google-oauth", ["1//0"], /1\/\/0[\w-]{40,}/], // a refresh token
  ["aws", ["ABSK"], /ABSK[A-Za-z0-9+/]{100,}={0,2}/], // Bedrock
  ["alibaba", ["LTAI"], /LTAI[A-Za-z0-9]{17,21}/],
  ["twilio", ["SK"], /SK[0-9a-f]{32}/],
  ["mailgun", ["key-"], /key-[0-9a-f]{32}/],
  ["mailgun", ["ailgun", "AILGUN"], /[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}/],
  ["mailchimp", ["-us"], /[0-9a-f]{32}-us\d{1,2}/],
  ["brevo", ["xkeysib-"], /xkeysib-[0-9a-f]{64}-\w{16}/],
  ["telegram", [":AA"], /\d{8,10}:AA[\w-]{33}/],
  [
    "discord",
    ["MT", "Mz", "MD", "Mj", "ND", "NT", "Nj", "Nz", "OD", "OT"],
    /[MNO][A-Za-z\d]{23,25}\.[\w-]{6}\.[\w-]{27,38}/,
  ],
  ["heroku", ["HRKU-"], /HRKU-[\w-]{36,66}/],
  ["cloudflare", ["v1.0-"], /v1\.0-[0-9a-f]{24}-[0-9a-f]{146}/], // an origin's certificates
  ["new-relic", ["NR"], /NR(?:AK|II|IQ|BR|RA|SP)-[\w-]{27,40}/],
  ["new-relic", ["NRAL"], /[0-9a-f]{36}NRAL/],
  ["sentry", ["sntryu_", "sntrys_"], /sntry(?:u_[0-9a-f]{64}|s_eyJ[\w+/]{20,}={0,2}_[\w+/]{43})/],
  ["linear", ["lin_oauth_"], /lin_oauth_[0-9a-f]{64}/],
  ["notion", ["secret_"], /secret_[A-Za-z0-9]{43}/],
  ["airtable", ["pat"], /pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/],
  ["doppler", ["dp."], /dp\.(?:pt|ct|sa|scim|audit|st(?:\.[\w-]{1,40})?)\.[A-Za-z0-9]{40,44}/],
  ["replicate", ["r8_"], /r8_[A-Za-z0-9]{37}/],
  ["docker", ["dckr_oat_"], /dckr_oat_[\w-]{32}/],
  ["fly", ["fm1", "fm2_", "fo1_"], /(?:fm1[ar]|fm2)_[\w+/=,-]{60,}|fo1_[\w-]{43}/],
  ["supabase", ["sbp_", "sb_secret_"], /sbp_[0-9a-f]{40}|sb_secret_[\w-]{31,41}/],
  ["planetscale", ["pscale_"], /pscale_(?:tkn|pw|oauth)_[\w.=-]{32,64}/],
  ["postman", ["PMAK-"], /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/],
  ["square", ["sq0"], /sq0(?:atp|csp)-[\w-]{22,43}/],
  ["atlassian", ["ATATT3", "ATCTT3", "ATBB"], /AT(?:AT|CT)T3[\w=-]{100,}|ATBB[A-Za-z0-9]{32}/],
  ["terraform", [".atlasv1."], /[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}/],
  ["netlify", ["nf"], /nf[pcoub]_[A-Za-z0-9]{36,}/],
  ["rubygems", ["rubygems_"], /rubygems_[0-9a-f]{48}/],
  ["crates", ["cio"], /cio[A-Za-z0-9]{32}/],
  ["nuget", ["oy2"], /oy2[a-z0-9]{43}/],
  ["pulumi", ["pul-"], /pul-[0-9a-f]{40}/],
  ["circleci", ["CCIPAT_"], /CCIPAT_[A-Za-z0-9]{20,24}_[0-9a-f]{40}/],
  ["buildkite", ["bk"], /bk(?:ua|aa|ct)_[A-Za-z0-9]{40}/],
  ["sonar", ["sq"], /sq[pua]_[0-9a-f]{40}/],
  ["langsmith", ["lsv2_"], /lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/],
  ["elevenlabs", ["sk_"], /sk_[0-9a-f]{48}/],
  ["contentful", ["CFPAT-"], /CFPAT-[\w-]{43}/],
  ["prefect", ["pn"], /pn[ub]_[A-Za-z0-9]{36}/],
  ["clojars", ["CLOJARS_"], /CLOJARS_[0-9a-z]{60}/],
]

export const serviceShapes: readonly SecretShape[] = rows.map(([kind, marks, { source }]) => ({
  kind,
  marks,
  pattern: new RegExp(`(?<![A-Za-z0-9])(?:${source})(?![A-Za-z0-9])`),
  strict: new RegExp(`(?<![A-Za-z0-9_-])(?:${source})(?![A-Za-z0-9])`),
}))
