// The ralex.yaml that `init` writes: the few keys that people change first, with what they mean.

export const PRESETS = ["guard", "yolo"] as const
export type Preset = (typeof PRESETS)[number]

/**
 * @param schema Where an editor finds the JSON Schema, relative to the file; undefined leaves the line out.
 * @param ownBudgets The person has limits of their own, which a project's file must not raise.
 * @param mode Whether OpenCode asks as usual.
 * @param verification What says whether work is done, if anything is known to.
 */
export function ralexYaml(
  schema: string | undefined,
  ownBudgets: boolean,
  verification: string | undefined,
  mode: Preset = "yolo",
): string {
  const schemaLine = schema === undefined ? "" : `# yaml-language-server: $schema=${schema}\n`
  return `${schemaLine}# What Ralex may do in this project. Whoever clones it runs \`ralex trust\` for what loosens anything.

# off: no safety rules. guard: safety rules, and OpenCode asks. yolo: safety rules, and nobody is asked.
mode: ${mode}
${ownBudgets ? "" : BUDGETS}${verification === undefined ? "" : verify(verification)}`
}

const BUDGETS = `
# Hard limits for paid model calls, in USD. At a limit, degrade goes on with free models; stop refuses.
budgets:
  session: 2
  daily: 5
  onLimit: degrade
`

function verify(command: string): string {
  return `
# Run when a model that changed files says that it is done. Where it fails, the session goes on with a dearer tier.
verify:
  run: ${command}
`
}
