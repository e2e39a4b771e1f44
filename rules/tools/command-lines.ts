// The command lines that a tool is given for a program of the command line: as a text that begins with the program's name,
// under a name that says so, in a list of words, or as a cloud's service and operation.
import type { ToolText } from "../execution.ts"
import { toolName } from "./tool-name.ts"

const CLIS =
  "aws gcloud gsutil bq az kubectl oc helm terraform tofu terragrunt pulumi cdk docker podman git gh glab heroku fly flyctl vercel netlify wrangler doctl hcloud linode-cli firebase supabase ansible ansible-playbook vault consul nomad argocd flux istioctl npm pnpm yarn psql mysql mongosh redis-cli rm sudo ssh scp rsync curl wget bash sh".split(
    " ",
  )
const BEGINS = new RegExp(`^\\s*(?:sudo\\s+)?(?:${CLIS.join("|")})\\s+\\S`)
/** What is said or written is no command, though it may begin with a program's name. */
const PROSE =
  /^(content|contents|text|body|description|title|message|comment|summary|prompt|question|thought|search|query|name|reason|note|notes|details|explanation|subject|step|steps|label|data|html|markdown|pattern|regex|old_?\w*|new_?\w*|replace|\w+_text|commit_?message|todo|task|goal|caption|value|topic|labels|tags|items?|observations?|facts?)$/i
/** `cli_command`, `cliCommand`, `shell_cmd`, `command_string` */
const NAMED = /(^|_)(cli|command|commands|cmd|cmdline|commandline)(_|$)/
/** Tools that speak for a program, by a word of their own or their argument's name. */
const SPOKEN: readonly (readonly [RegExp, string])[] = [
  [/(^|_)aws(_|$)/, "aws"],
  [/(^|_)(gcloud|gcp)(_|$)/, "gcloud"],
  [/(^|_)(az|azure)(_|$)/, "az"],
  [/(^|_)helm(_|$)/, "helm"],
  [/(^|_)terraform(_|$)/, "terraform"],
  [/(^|_)(tofu|opentofu)(_|$)/, "tofu"],
  [/(^|_)pulumi(_|$)/, "pulumi"],
  [/(^|_)git(_|$)/, "git"],
  [/(^|_)gh(_|$)/, "gh"],
  [/(^|_)heroku(_|$)/, "heroku"],
  [/(^|_)(kubectl|kubernetes|k8s)(_|$)/, "kubectl"],
  [/(^|_)docker(_|$)/, "docker"],
]
const WORDS =
  /^(command|commands|cmd|args|arguments|argv|subcommand|sub_command|cli_?command|cli_?args|action)$/i

/** @param tool In the spelling of toolName. */
export function commandLines(
  tool: string,
  args: Record<string, unknown>,
  texts: readonly ToolText[],
): string[] {
  const singles = texts.filter(({ value }) => !/\n/.test(value.trim()))
  const begun = singles.filter(({ name, value }) => !PROSE.test(name) && BEGINS.test(value))
  const named = singles.filter(({ name, value }) => NAMED.test(toolName(name)) && /\S\s+\S/.test(value))
  return [
    ...begun.map(({ value }) => value),
    ...named.flatMap(({ name, value }) => {
      const spoken = spokenBy(toolName(name), value)
      return spoken.length > 0 ? spoken : [value]
    }),
    ...Object.entries(args).flatMap(([name, value]) => (WORDS.test(name) ? spokenBy(tool, value) : [])),
    ...cloudCall(tool, texts),
  ]
}

/** The words for the program that a name speaks of. */
function spokenBy(name: string, value: unknown): string[] {
  const program = SPOKEN.find(([pattern]) => pattern.test(name))?.[1]
  if (program === undefined) return []
  const line = Array.isArray(value) ? value.filter(isText).map(quoted).join(" ") : value
  if (!isText(line) || line.trim() === "") return []
  return [new RegExp(`^\\s*'?${program}\\b`).test(line) ? line : `${program} ${line}`]
}

/** `{ service: "s3", operation: "DeleteBucket" }` is `aws s3api delete-bucket`. */
function cloudCall(tool: string, texts: readonly ToolText[]): string[] {
  const named = (pattern: RegExp) => texts.find(({ name }) => pattern.test(name))?.value ?? ""
  const service = named(/^(service|service_?name|client|api_?service)$/i).toLowerCase()
  const operation = named(/^(operation|operation_?name|action|api|api_?name|method|function)$/i)
  if (!/(^|_)(aws|boto3?|amazon)(_|$)/.test(tool) || !/^[\w-]+$/.test(operation)) return []
  if (!/^[\w-]+$/.test(service)) return []
  return [`aws ${service === "s3" ? "s3api" : service} ${toolName(operation).replaceAll("_", "-")}`]
}

function isText(value: unknown): value is string {
  return typeof value === "string"
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
