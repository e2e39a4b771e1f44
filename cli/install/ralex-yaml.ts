// The ralex.yaml that `init` writes: the few keys that people change first, with what they mean.

export const PRESETS = ["guard", "yolo"] as const
export type Preset = (typeof PRESETS)[number]

export const PROFILES = ["balanced", "frugal", "quality"] as const
export type Profile = (typeof PROFILES)[number]

/** USD; what is left out has no limit. */
export interface Limits {
  session?: number
  daily?: number
}

export const DEFAULT_LIMITS: Limits = { session: 2, daily: 5 }

export interface RalexYaml {
  /** Where an editor finds the JSON Schema, relative to the file; undefined leaves the line out. */
  schema?: string | undefined
  /** Left out where the person has limits of their own, which a project's file must not raise. */
  limits?: Limits | undefined
  /** What says whether work is done, if anything is known to. */
  verification?: string | undefined
  /** Whether OpenCode asks as usual; left out, yolo. */
  mode?: Preset | undefined
  profile?: Profile | undefined
}

export function ralexYaml({ schema, limits, verification, mode = "yolo", profile }: RalexYaml): string {
  const schemaLine = schema === undefined ? "" : `# yaml-language-server: $schema=${schema}\n`
  const parts = [
    `# off: no safety rules. guard: safety rules, and OpenCode asks. yolo: safety rules, and nobody is asked.
mode: ${mode}
`,
    profile === undefined ? "" : profileText(profile),
    limits === undefined ? "" : budgets(limits),
    verification === undefined ? "" : verify(verification),
  ]
  return `${schemaLine}# What Ralex may do in this project. Whoever clones it runs \`ralex trust\` for what loosens anything.

${parts.filter((part) => part !== "").join("\n")}`
}

function profileText(profile: Profile): string {
  return `# Which models do what: frugal, balanced or quality.
profile: ${profile}
`
}

function budgets(limits: Limits): string {
  const lines = Object.entries(limits).map(([scope, usd]) => `  ${scope}: ${usd}\n`)
  if (lines.length === 0) return ""
  return `# Hard limits for paid model calls, in USD. At a limit, degrade goes on with free models; stop refuses.
budgets:
${lines.join("")}  onLimit: degrade
`
}

function verify(command: string): string {
  return `# Run when a model that changed files says that it is done. Where it fails, the session goes on with a dearer tier.
verify:
  run: ${command}
`
}
