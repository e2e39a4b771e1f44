// Whether a program prints a script by which a shell completes its arguments: `source <(helm completion bash)`.
import { listedProgram } from "./program-table.ts"

/** Of the programs with a table of their own; of others it is believed. */
const COMPLETES = new Set(
  ["docker", "podman", "nerdctl", "oc", "helm", "helmfile", "argocd", "flux", "velero", "istioctl"].concat(
    ["eksctl", "kops", "kind", "k3d", "minikube", "doctl", "hcloud", "fly", "flyctl", "pulumi", "supabase"],
    ["deck", "cilium", "linkerd", "talosctl", "tkn", "argo", "scw", "vultr-cli", "civo", "railway", "deno"],
  ),
)

/** `eval "$(minikube docker-env)"`: which engine this shell is to speak to. */
const ENGINE = /^(docker|podman)-env$/

export function printsCompletion(program: string, [first = ""]: readonly string[]): boolean {
  if (program === "minikube" && ENGINE.test(first)) return true
  if (!/^completions?$/.test(first)) return false
  return COMPLETES.has(program) || (listedProgram(program)?.unlisted ?? true)
}
