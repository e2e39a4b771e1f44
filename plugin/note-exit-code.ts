// tool.execute.after: keeps how the model's commands ended, which OpenCode knows and does not say in their output.
import type { Hooks } from "@opencode-ai/plugin"
import * as z from "zod"
import { type Instance, keepNewest } from "../config/index.ts"

type After = NonNullable<Hooks["tool.execute.after"]>

const ended = z.object({ exit: z.number() })

/** The end of an attempt looks back over its own commands only. */
const REMEMBERED = 1_000

export function noteExitCode(
  { callID }: Pick<Parameters<After>[0], "callID">,
  output: { metadata?: unknown } | undefined,
  { exitCodes }: Instance,
): void {
  const found = ended.safeParse(output?.metadata)
  if (!found.success) return
  keepNewest(exitCodes, callID, found.data.exit, REMEMBERED)
}
