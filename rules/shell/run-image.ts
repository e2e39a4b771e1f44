// What a container runs when its command does not say: the program of its image, or that of --entrypoint.
import { UNKNOWN } from "../execution.ts"
import { splitLeading } from "../programs/parse-arguments.ts"
import type { Subprogram } from "../programs/program-table.ts"
import { fork, type ShellState } from "./shell-state.ts"
import type { Walk } from "./walk.ts"

/** Images that are a program: what follows their name are its arguments. */
const IMAGES: Readonly<Record<string, string>> = {
  "aws-cli": "aws",
  terraform: "terraform",
  opentofu: "tofu",
  terragrunt: "terragrunt",
  kubectl: "kubectl",
  helm: "helm",
  mc: "mc",
  git: "git",
  "docker-git": "git",
  pulumi: "pulumi",
  doctl: "doctl",
  s3cmd: "s3cmd",
  s5cmd: "s5cmd",
  rclone: "rclone",
  restic: "restic",
  velero: "velero",
  vault: "vault",
  consul: "consul",
  nomad: "nomad",
  packer: "packer",
  skopeo: "skopeo",
  crane: "crane",
  flyctl: "flyctl",
  "azure-cli": "az",
  "claude-code": "claude",
  codex: "codex",
  opencode: "opencode",
  aider: "aider",
  "aider-full": "aider",
  "gemini-cli": "gemini",
  openhands: "openhands",
  "qwen-code": "qwen",
}

export function runImage(
  { name, spec }: Subprogram,
  words: readonly string[],
  state: ShellState,
  walk: Walk,
): void {
  if (!/ (run|create)$/.test(name)) return
  const { flags, rest } = splitLeading(words, spec)
  const [image = "", ...command] = rest
  const entrypoint = flags.findLast((flag) => flag.name === "--entrypoint")?.value
  const base = image.slice(image.lastIndexOf("/") + 1).replace(/[:@].*$/, "")
  const program = entrypoint || (Object.hasOwn(IMAGES, base) ? IMAGES[base] : undefined)
  if (program) walk.execute([...program.split(" "), ...command], fork(state, { cwd: UNKNOWN }), name)
}
