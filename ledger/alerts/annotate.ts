// Says something so that it stands out in a CI job, where the person wants that. GitHub reads stderr as well as stdout.
import { type Instance, isCi } from "../../config/index.ts"
import type { AlertRow } from "../ledger.ts"
import { annotation } from "./annotation.ts"

export function annotate(
  said: Pick<AlertRow, "level" | "text">,
  { environment, loaded }: Pick<Instance, "environment" | "loaded">,
): void {
  const { ci } = loaded.config
  if (!ci.annotations || !isCi(ci, environment)) return
  const line = annotation(said, environment.ciHost)
  if (line !== undefined) console.error(line)
}
